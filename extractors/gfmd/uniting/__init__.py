"""From what the pages of a country say to its rows: captures that fill each other, pages that agree or differ."""
