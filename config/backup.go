package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Backup says where verified copies of the store are put by themselves, when, and how many stay.
type Backup struct {
	// Dir is the folder; empty when no copies are made by themselves.
	Dir string
	// At says when one is due next after an instant in UTC.
	At cron.Schedule
	// Keep is how many stay.
	Keep Keep
}

// Keep is of how many days, weeks and months the newest copy stays. Days without a copy do not count, so a server that
// was down loses none.
type Keep struct{ Daily, Weekly, Monthly int }

// On says whether copies are made by themselves.
func (b Backup) On() bool { return b.Dir != "" }

// The usual time and number: at three in the morning, so that a year can be looked back on with 23 files at most.
const (
	usualBackupAt   = "0 3 * * *"
	usualBackupKeep = "7 4 12"
)

// seldom is how far ahead an instant must be found: a schedule that comes only on 29 February is meant by nobody.
const seldom = 366 * 24 * time.Hour

func backupOf(g Given) (b Backup, faults []error) {
	b.Dir = g.BackupDir
	at, err := cron.ParseStandard(orUsual(g.BackupAt, usualBackupAt))
	epoch := time.Unix(0, 0).UTC()
	if err == nil && (at.Next(epoch).IsZero() || at.Next(epoch).Sub(epoch) > seldom) {
		err = fmt.Errorf("it never comes")
	}
	if err != nil {
		faults = append(faults, fault("backup-at", "is not a time that comes again", "Write it as for cron, in UTC: minute, hour, day of the month, month, day of the week, such as \""+usualBackupAt+"\" for three in the morning."))
	}
	b.At = at
	if b.Keep, err = keepOf(orUsual(g.BackupKeep, usualBackupKeep)); err != nil {
		faults = append(faults, err)
	}
	return b, faults
}

func orUsual(given, usual string) string {
	if given = strings.TrimSpace(given); given != "" {
		return given
	}
	return usual
}

// keepOf reads three numbers. At least one copy stays.
func keepOf(text string) (k Keep, err error) {
	wrong := fault("backup-keep", "is not three numbers", "Give of how many days, weeks and months a copy stays, such as \""+usualBackupKeep+"\"; of one day at least.")
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	if len(words) != 3 {
		return k, wrong
	}
	for i, n := range []*int{&k.Daily, &k.Weekly, &k.Monthly} {
		if *n, err = strconv.Atoi(words[i]); err != nil || *n < 0 || *n > 10_000 {
			return k, wrong
		}
	}
	if k.Daily == 0 {
		return k, wrong
	}
	return k, nil
}
