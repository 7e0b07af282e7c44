"""What users ask of pages and releases: records, lines, captures, reasons."""
