package bot

// claim is being written; this stands here so that the package compiles meanwhile.
func claim(t *turn) Reply { return saying(plainly("soon")) }
