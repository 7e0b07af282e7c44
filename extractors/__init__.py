"""From bytes to extractions: what a page says, with the lines that say it. Imports only schemas."""
