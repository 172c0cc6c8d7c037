package bot

// objective is being written; this stands here so that the package compiles meanwhile.
func objective(t *turn) Reply { return saying(plainly("soon")) }
