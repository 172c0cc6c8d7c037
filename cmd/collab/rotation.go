package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"collab/config"
)

// copied is a backup that was made by itself. Its name says of which store it is and when it was begun; it got that name
// when it had been verified.
type copied struct {
	path string
	at   time.Time
}

const (
	copyInstant = "2006-01-02T15-04-05Z"
	copyEnd     = ".db"
)

// copyStem is how the copies of a store file begin. Copies of another store in the same folder begin otherwise.
func copyStem(store string) string {
	return strings.TrimSuffix(filepath.Base(store), copyEnd) + "-"
}

func copyName(store string, at time.Time) string {
	return copyStem(store) + at.UTC().Format(copyInstant) + copyEnd
}

// copiesIn lists the copies of a store in a folder, the newest first. Whatever else lies there is none of ours.
func copiesIn(dir, store string) (all []copied, err error) {
	files, err := os.ReadDir(dir)
	for _, f := range files {
		text, ours := strings.CutPrefix(f.Name(), copyStem(store))
		text, ends := strings.CutSuffix(text, copyEnd)
		at, bad := time.Parse(copyInstant, text)
		if ours && ends && bad == nil && f.Type().IsRegular() {
			all = append(all, copied{filepath.Join(dir, f.Name()), at})
		}
	}
	slices.SortFunc(all, func(a, b copied) int { return b.at.Compare(a.at) })
	return all, err
}

// surplus is which copies, of a list with the newest first, need not stay: the newest of each of so many days, weeks and
// months does. Only periods that have a copy count. https://restic.readthedocs.io/en/stable/060_forget.html does it so.
func surplus(all []copied, keep config.Keep) (gone []copied) {
	stays := make([]bool, len(all))
	for _, rule := range []struct {
		most   int
		period func(time.Time) string
	}{{keep.Daily, dayOf}, {keep.Weekly, weekOf}, {keep.Monthly, monthOf}} {
		last, n := "", 0
		for i, c := range all {
			if p := rule.period(c.at); p != last && n < rule.most {
				last, n, stays[i] = p, n+1, true
			}
		}
	}
	for i, c := range all {
		if !stays[i] && i > 0 {
			gone = append(gone, c)
		}
	}
	return gone
}

func dayOf(t time.Time) string   { return t.Format(time.DateOnly) }
func monthOf(t time.Time) string { return t.Format("2006-01") }
func weekOf(t time.Time) string {
	year, week := t.ISOWeek()
	return fmt.Sprintf("%d-%02d", year, week)
}

// leftovers are what remains of copies that were interrupted, under the names they had until they were verified.
func leftovers(dir, store string) []string {
	found, err := filepath.Glob(filepath.Join(escaped(dir), "."+escaped(copyStem(store))+"*"+copyEnd+".*"))
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(found, func(path string) bool {
		info, err := os.Lstat(path)
		return err != nil || info.Mode().Type() != fs.FileMode(0)
	})
}

// escaped is a path in which nothing has a meaning for Glob.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
