package store

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"syscall"

	"github.com/dgraph-io/badger/v4"
	"github.com/prometheus/client_golang/prometheus"
)

// smallMachine is the memory below which Badger is given less.
const smallMachine = 4 << 30

// besideKeys is the size in bytes from which on a value may lie in the value log; smaller ones never do.
const besideKeys = 32 << 10

// settings chooses Badger's options. SyncWrites is the promise: a flush before each answer.
func settings(o Options) badger.Options {
	b := badger.DefaultOptions(o.Dir).
		WithSyncWrites(true).
		WithDetectConflicts(false).         // there is one writer
		WithValueThreshold(2 * besideKeys). // messages stay beside their keys, so that a page of history is one read
		WithNumVersionsToKeep(1).
		WithNumCompactors(2).
		WithMetricsEnabled(false).
		WithLogger(logger{o.Logger.With("part", "badger")})
	if o.Memory == 0 {
		o.Memory = machineMemory()
	}
	if total, err := totalBytes(o.Dir); o.Memory < smallMachine || err == nil && total < 2<<30 {
		return b.WithMemTableSize(8 << 20).WithNumMemtables(2).WithValueLogFileSize(16 << 20).
			WithBaseTableSize(1 << 20).WithBaseLevelSize(4 << 20).WithBlockCacheSize(16 << 20).WithIndexCacheSize(16 << 20).
			WithValueThreshold(besideKeys)
	}
	// Memtables of 16 MiB stay in the processor's cache; more tables in level 0 make up for it, so that tables are merged
	// as rarely as with large ones. Together a third less CPU for each message than 64 MiB and 5 tables.
	return b.WithMemTableSize(16 << 20).WithNumMemtables(3).WithNumLevelZeroTables(16).WithNumLevelZeroTablesStall(32).
		WithValueLogFileSize(128 << 20).WithBlockCacheSize(128 << 20).WithIndexCacheSize(64 << 20)
}

// machineMemory reads the memory of the machine; a machine that does not say is taken for a small one.
func machineMemory() int64 {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	var kib int64
	if _, err := fmt.Sscanf(string(b), "MemTotal: %d kB", &kib); err != nil {
		return 0
	}
	return kib << 10
}

func freeBytes(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * st.Bsize, nil
}

func totalBytes(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Blocks) * st.Bsize, nil
}

// logger passes Badger's words on to slog; its chatter about routine work is for debugging.
type logger struct{ *slog.Logger }

func (l logger) Errorf(f string, a ...any)   { l.Error(line(f, a)) }
func (l logger) Warningf(f string, a ...any) { l.Warn(line(f, a)) }
func (l logger) Infof(f string, a ...any)    { l.Debug(line(f, a)) }
func (l logger) Debugf(f string, a ...any)   { l.Debug(line(f, a)) }

func line(f string, a []any) string { return strings.TrimSpace(fmt.Sprintf(f, a...)) }

type metrics struct {
	flush      prometheus.Histogram
	commands   prometheus.Counter
	overloaded prometheus.Counter
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		flush:      prometheus.NewHistogram(prometheus.HistogramOpts{Name: "hongyan_store_flush_seconds", Help: "Time to apply and flush a batch.", Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16)}),
		commands:   prometheus.NewCounter(prometheus.CounterOpts{Name: "hongyan_store_commands_total", Help: "Commands applied or refused."}),
		overloaded: prometheus.NewCounter(prometheus.CounterOpts{Name: "hongyan_store_overloaded_total", Help: "Commands refused because too many waited."}),
	}
	if r != nil {
		r.MustRegister(m.flush, m.commands, m.overloaded)
	}
	return m
}
