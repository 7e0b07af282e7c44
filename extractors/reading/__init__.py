"""From the bytes of a snapshot to a document: numbered lines, whatever form the page was saved in."""
