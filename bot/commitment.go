package bot

// promise is being written; this stands here so that the package compiles meanwhile.
func promise(t *turn) Reply { return saying(plainly("soon")) }
