package bot

// kpi is being written; this stands here so that the package compiles meanwhile.
func kpi(t *turn) Reply { return saying(plainly("soon")) }
