package bot

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	nouns := []string{"status", "todo", "checkin", "kpi", "objective", "evidence", "issue", "review", "list", "new", "settings", "help", "promise"}
	tests := []struct{ word, want string }{
		{"chekin", "checkin"}, {"statsu", "status"}, {"satus", "status"}, {"hlep", "help"}, {"helpp", "help"}, {"kip", "kpi"}, {"kpis", "kpi"},
		{"promsie", "promise"}, {"objctve", "objective"}, {"evidense", "evidence"}, {"sttngs", "settings"},
		{"todo", "todo"}, {"ne", ""}, {"x", ""}, {"", ""}, {"banana", ""}, {"lsit", "list"}, {"liss", "list"}, {"nex", "new"}, {"wen", ""},
		{strings.Repeat("status", 2000), ""},
	}
	for _, test := range tests {
		if got := nearest(test.word, nouns); got != test.want {
			t.Errorf("nearest(%q) = %q, want %q", cut(test.word, 20), got, test.want)
		}
	}
}
