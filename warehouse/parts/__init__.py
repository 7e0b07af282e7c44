"""Where the tasks of a run leave what they made, and find what is there already: a folder, or an object store."""
