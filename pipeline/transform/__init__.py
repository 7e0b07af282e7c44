"""What holds for any source: from the extractions of many pages to one dataset."""
