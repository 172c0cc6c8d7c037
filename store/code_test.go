package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestCodesAreUsedOnce(t *testing.T) {
	for _, key := range [][]byte{nil, secret} {
		clock := &wall{now: noon}
		s := fresh(t, Options{Secret: key, Now: clock.read})
		code, err := s.Code(Key{}, "invitation", []byte("r1/borealis/1"), noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
		if _, ok := s.Redeem(code, "sign in"); ok {
			t.Error("the code served another purpose")
		}
		for range 2 {
			if v, ok := s.Look(typed, "invitation"); !ok || string(v) != "r1/borealis/1" {
				t.Errorf("%q, %v", v, ok)
			}
		}
		if v, ok := s.Redeem(typed, "invitation"); !ok || string(v) != "r1/borealis/1" {
			t.Errorf("%q, %v", v, ok)
		}
		if _, ok := s.Redeem(code, "invitation"); ok {
			t.Error("the code was used twice")
		}
		late, _ := s.Code(Key{}, "invitation", nil, noon.Add(time.Hour))
		clock.move(time.Hour)
		if _, ok := s.Redeem(late, "invitation"); ok {
			t.Error("an expired code was taken")
		}
		if n := s.Sweep(); n != 1 {
			t.Errorf("%d rows were swept", n)
		}
	}
}

// Wrong codes must lock nobody out, and are no work for the disk: a code is found by nothing but knowing it.
func TestGuessingHurtsNobody(t *testing.T) {
	s := fresh(t, Options{Now: (&wall{now: noon}).read})
	code, _ := s.Code(Key{}, "p", []byte("v"), noon.Add(time.Hour))
	before := s.Status().Commit
	for i := range 1000 {
		s.Redeem(fmt.Sprint(i), "p")
	}
	if after := s.Status().Commit; after != before {
		t.Errorf("a thousand wrong codes made %d commits", after-before)
	}
	if _, ok := s.Redeem(code, "p"); !ok {
		t.Error("the right code is not taken after wrong ones")
	}
}
