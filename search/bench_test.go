package search_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Of the benchmark: HONGYAN_SEARCH_MESSAGES sets another number.
const benchMessages = 1_000_000

// words makes text that is distributed as language is: the n-th most frequent word comes 1/n as often as the first.
type words struct {
	r    *rand.Rand
	pick *rand.Zipf
}

func newWords() *words {
	r := rand.New(rand.NewPCG(1, 2))
	return &words{r, rand.NewZipf(r, 1.05, 8, 19_999)}
}

// chinese is the n-th word: two characters of some 3,000.
func chinese(n uint64) string {
	return string([]rune{rune(0x4E00 + n*7919%3000), rune(0x4E00 + (n*104729+n/3)%3000)})
}

func english(n uint64) string { return "word" + strconv.FormatUint(n, 36) }

// text is a message of 3 to 12 words, every third in latin letters.
func (w *words) text() string {
	var b strings.Builder
	latin := w.r.IntN(3) == 0
	for range 3 + w.r.IntN(10) {
		if n := w.pick.Uint64(); latin {
			b.WriteString(english(n) + " ")
		} else {
			b.WriteString(chinese(n))
		}
	}
	return b.String()
}

// fillUp writes messages of 1,000 users: half 1:1 in 50,000 conversations, half in 5,000 groups; ann is in 3,000 of
// them, bob in 30. They are of the 400 days before now.
func fillUp(b *testing.B, w *world, messages int) {
	const span = 400 * 24 * 3600 * 1000
	began := w.now.Add(-span) // groups are older than their messages
	users := []chat.UserID{"ann", "bob"}
	for i := range 998 {
		users = append(users, chat.UserID(fmt.Sprintf("u%03d", i)))
	}
	for batch := range slices.Chunk(users, 100) {
		var accounts []chat.NewAccount
		for _, u := range batch {
			accounts = append(accounts, chat.NewAccount{User: u})
		}
		if _, err := w.service.Register(context.Background(), admin(), accounts); err != nil {
			b.Fatal(err)
		}
	}
	groups := 5000
	for g := range groups {
		members := []chat.UserID{users[2+g%998], users[2+g*7%998]}
		if g < 3000 {
			members = append(members, "ann")
		}
		if g%100 == 0 && g < 3000 {
			members = append(members, "bob")
		}
		w.group(chat.GroupID(fmt.Sprintf("g%d", g)), users[2+g*3%998], members...)
	}
	text := newWords()
	var wg sync.WaitGroup
	waiting := make(chan struct{}, 2000)
	for i := range messages {
		w.now.Store(began + int64(i)*span/int64(messages))
		from, to := users[text.r.IntN(1000)], chat.UserAddress(users[text.r.IntN(50)])
		if i%2 == 0 {
			g := text.r.IntN(groups)
			from, to = users[2+g*3%998], chat.GroupAddress(chat.GroupID(fmt.Sprintf("g%d", g)))
		}
		body, _ := json.Marshal(map[string]string{"text": text.text()})
		waiting <- struct{}{}
		wg.Add(1)
		if err := w.service.Submit(as(from), chat.Draft{To: to, Type: "txt", Body: body}, nil, func(o *chat.Outcome) {
			if o.Err != nil {
				b.Error(o.Err)
			}
			<-waiting
			wg.Done()
		}); err != nil {
			b.Fatal(err)
		}
	}
	wg.Wait()
}

// BenchmarkSearch searches a million messages: over the whole app, as a user of 30 groups and one of 3,000, for words of
// every frequency. It also tells what indexing cost.
func BenchmarkSearch(b *testing.B) {
	messages := benchMessages
	if n, err := strconv.Atoi(os.Getenv("HONGYAN_SEARCH_MESSAGES")); err == nil {
		messages = n
	}
	w := newWorld(b)
	w.stop()
	fillUp(b, w, messages)
	cpu, began := processTime(), time.Now()
	w.start()
	w.settleWithin("default", 20*time.Minute)
	took, used := time.Since(began), processTime()-cpu
	w.engine.Flush("default")
	b.Logf("%d messages indexed in %s: %.1f µs of CPU a message, %d MB on disk, %s", messages, took.Round(time.Millisecond), float64(used.Microseconds())/float64(messages), dirSize(b, filepath.Join(w.dir, "search"))>>20, memory(b))
	text := newWords()
	for _, who := range []struct {
		name   string
		caller chat.Caller
	}{{"app", admin()}, {"30groups", as("bob")}, {"3000groups", as("ann")}} {
		for _, what := range []struct {
			name  string
			query func() chat.SearchQuery
		}{
			{"usual", func() chat.SearchQuery { return chat.SearchQuery{Text: chinese(text.pick.Uint64())} }},
			{"frequent", func() chat.SearchQuery { return chat.SearchQuery{Text: chinese(0)} }},
			{"frequentLatin", func() chat.SearchQuery { return chat.SearchQuery{Text: english(0)} }},
			{"rare", func() chat.SearchQuery { return chat.SearchQuery{Text: chinese(15_000 + text.r.Uint64N(5000))} }},
			{"oneCharacter", func() chat.SearchQuery { return chat.SearchQuery{Text: string([]rune(chinese(0))[:1])} }},
			{"twoWords", func() chat.SearchQuery {
				return chat.SearchQuery{Text: chinese(text.r.Uint64N(20)) + " " + chinese(text.pick.Uint64())}
			}},
			{"usualBest", func() chat.SearchQuery {
				return chat.SearchQuery{Text: chinese(text.pick.Uint64()), Order: chat.BestFirst}
			}},
			{"frequentBest", func() chat.SearchQuery { return chat.SearchQuery{Text: chinese(0), Order: chat.BestFirst} }},
		} {
			b.Run(who.name+"/"+what.name, func(b *testing.B) { measure(b, w, who.caller, what.query) })
		}
	}
}

func measure(b *testing.B, w *world, c chat.Caller, query func() chat.SearchQuery) {
	var took []time.Duration
	hits := 0
	for b.Loop() {
		q := query()
		t := time.Now()
		page, err := w.engine.Search(context.Background(), c, q)
		took = append(took, time.Since(t))
		if err != nil {
			b.Fatal(err)
		}
		hits += len(page.Hits)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(hits)/float64(len(took)), "hits")
}

func processTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // never fails for oneself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// memory tells what of the process is not backed by files: pages of mapped indexes can be taken away.
func memory(b *testing.B) string {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return fmt.Sprintf("heap %d MB", m.HeapAlloc>>20)
	}
	defer f.Close()
	status := ""
	for scan := bufio.NewScanner(f); scan.Scan(); {
		for _, key := range []string{"VmHWM", "RssAnon", "RssFile"} {
			if strings.HasPrefix(scan.Text(), key) {
				status += ", " + strings.Join(strings.Fields(scan.Text()), " ")
			}
		}
	}
	return fmt.Sprintf("heap %d MB%s", m.HeapAlloc>>20, status)
}

func dirSize(b *testing.B, dir string) (size int64) {
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
}
