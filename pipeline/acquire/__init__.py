"""Where pages come from: files, WARC archives and, politely, the network."""
