"""Pages with glimpsed figures become grids of cells: table structure recognition."""
