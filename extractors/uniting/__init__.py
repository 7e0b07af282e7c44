"""From what the pages of one country say to rows, for sources whose pages each say all of it."""
