package store

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// childEnv makes the test binary do something else than testing, in a process that may be killed or crash.
const childEnv = "COLLAB_STORE_CHILD"

func TestMain(m *testing.M) {
	switch do, path, _ := strings.Cut(os.Getenv(childEnv), ":"); do {
	case "write":
		writeUntilKilled(path, false)
	case "compact":
		writeUntilKilled(path, true)
	case "verify":
		debug.SetMaxStack(64 << 20)
		if _, err := VerifyFile(path, nil); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "ready":
		becomeReady(path)
	case "rows":
		debug.SetMaxStack(64 << 20)
		all, err := readRows(path)
		if err != nil {
			os.Exit(1)
		}
		fmt.Print(all)
	default:
		os.Exit(m.Run())
	}
}

// apart lets a child verify or read a file, which may end it.
func apart(do, path string) (said string, err error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+do+":"+path)
	out, err := cmd.Output()
	return string(out), err
}

type storedRow struct {
	bucket     string
	key, value []byte
}

// readRows lists every row of a store file.
func readRows(path string) (all []storedRow, err error) {
	o := boltOptions()
	o.ReadOnly = true
	db, err := bbolt.Open(path, 0o600, o)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				all = append(all, storedRow{string(name), bytes.Clone(k), bytes.Clone(v)})
				return nil
			})
		})
	})
	return all, err
}

func rowsOf(t *testing.T, file []byte) []storedRow {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := readRows(path)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// writers of one child, each with a relationship of its own.
const writers = 4

// writeUntilKilled records as fast as it can, on a file that is compacted all the time or never, and prints what was
// acknowledged, a line each.
func writeUntilKilled(path string, compacting bool) {
	s, err := Open("bolt:"+path, Options{Mark: Demo})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if compacting {
		go func() {
			for {
				if err := s.Compact(); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
			}
		}()
	}
	var out sync.Mutex
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			rel, _, err := s.Begin(Key{ID: fmt.Sprint("begin ", i)}, beginning(i))
			for err == nil {
				var a Answer
				if a, err = s.Record(rel, Key{}, ann, note("written before it was killed")); err == nil {
					out.Lock()
					fmt.Printf("%s %d\n", rel, a.Numbers["acme"][0])
					out.Unlock()
				}
			}
			fmt.Fprintln(os.Stderr, err)
		})
	}
	all.Wait()
	os.Exit(1)
}

// What was acknowledged is on disk, whenever the process dies.
func TestKilledWhileWriting(t *testing.T) { killed(t, "write") }

func TestKilledWhileCompacting(t *testing.T) { killed(t, "compact") }

func killed(t *testing.T, do string) {
	kills := 50
	if testing.Short() || raced {
		kills = 8
	}
	path := filepath.Join(t.TempDir(), "collab.db")
	acknowledged := map[string]int{}
	for i := range kills {
		killAfter(t, do, path, 20+17*(i%9), acknowledged)
		s := open(t, path, Options{})
		for rel, n := range acknowledged {
			if h, err := s.Head(rel, "acme"); err != nil || h.N < n {
				t.Fatalf("kill %d: entry %d was acknowledged, %d are there: %v", i, n, h.N, err)
			}
			if _, err := s.Head(rel, relationship.Joint); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	found, err := VerifyFile(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills, %d entries", kills, found.Entries)
}

// killAfter lets a child acknowledge so many entries and kills it while it goes on.
func killAfter(t *testing.T, do, path string, lines int, acknowledged map[string]int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+do+":"+path)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(out)
	for i := 0; ; i++ {
		line, err := in.ReadString('\n')
		if err != nil {
			if err != io.EOF || i < lines {
				t.Fatalf("the child ended after %d lines: %v %s", i, err, said.String())
			}
			break // everything it wrote into the pipe before it died is acknowledged
		}
		rel, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		acknowledged[rel] = max(acknowledged[rel], n)
		if i == lines {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
}
