"""One file a step; a version says today what it said when it was written."""
