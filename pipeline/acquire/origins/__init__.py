"""Where and when a page was captured: what archives, servers, browsers, mirrors and the page itself tell."""
