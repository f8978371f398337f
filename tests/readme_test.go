package tests

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// readmes hold the same commands, in the words of two languages.
var readmes = []string{"README.md", "README.zh-CN.md"}

// step is a code block of a README with the comment above it, which says what it is:
//
//	<!-- chat: run -->     commands for the reader's shell
//	<!-- chat: prints -->  what the commands before printed; … stands for anything
//	<!-- chat: listen -->  a command for a terminal of its own
//	<!-- chat: hears -->   what that terminal shows next
//	<!-- chat: stop -->    Ctrl-C in that terminal; no block follows
type step struct {
	kind, text string
	line       int
}

var stepForm = regexp.MustCompile("(?m)^<!-- chat: (\\w+) -->\n(?:```\\w*\n((?s:.*?)\n)```\n)?")

func stepsOf(t *testing.T, readme string) []step {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", readme))
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	for _, m := range stepForm.FindAllSubmatchIndex(b, -1) {
		s := step{kind: string(b[m[2]:m[3]]), line: 1 + strings.Count(string(b[:m[0]]), "\n")}
		if m[4] >= 0 {
			s.text = strings.TrimRight(string(b[m[4]:m[5]]), "\n")
		}
		if (s.text == "") != (s.kind == "stop") {
			t.Fatalf("%s:%d: the comment %q needs a code block right below it, and stop has none", readme, s.line, s.kind)
		}
		steps = append(steps, s)
	}
	return steps
}

func TestReadme_TheChatWorks(t *testing.T) {
	for _, readme := range readmes {
		t.Run(readme, func(t *testing.T) {
			t.Parallel()
			steps := stepsOf(t, readme)
			if len(steps) < 8 {
				t.Fatalf("%s has %d steps: the comments that mark them were lost", readme, len(steps))
			}
			r := newReader(t)
			for _, s := range steps {
				r.do(t, readme, s)
			}
		})
	}
}

func TestReadme_BothLanguagesGiveTheSameCommands(t *testing.T) {
	english, chinese := stepsOf(t, readmes[0]), stepsOf(t, readmes[1])
	same := func(a, b step) bool { return a.kind == b.kind && a.text == b.text }
	if !slices.EqualFunc(english, chinese, same) {
		for i := range min(len(english), len(chinese)) {
			if !same(english[i], chinese[i]) {
				t.Errorf("%s:%d and %s:%d differ:\n%s\n%s", readmes[0], english[i].line, readmes[1], chinese[i].line, english[i].text, chinese[i].text)
			}
		}
		t.Fatalf("%d steps in %s, %d in %s", len(english), readmes[0], len(chinese), readmes[1])
	}
}

// reader does what a README says: it has a shell, a second terminal and a fresh server.
type reader struct {
	server  *server
	in      io.Writer
	out     <-chan string
	printed []string // by the commands last run
	second  *terminal
}

const shellDone = "--the block ends--"

func newReader(t *testing.T) *reader {
	t.Helper()
	for _, tool := range []string{"bash", "curl", "mosquitto_pub", "mosquitto_sub"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: run `make deps`", tool)
		}
	}
	s := startServer(t)
	shell := exec.Command("bash")
	shell.Env = append(os.Environ(), "HONGYAN_DATA="+s.data)
	shell.Stderr = os.Stderr
	in, err := shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := start(t, shell)
	t.Cleanup(func() { _ = in.Close() }) // which ends the shell
	return &reader{server: s, in: in, out: out}
}

// start starts a command and gives the lines that it prints.
func start(t *testing.T, c *exec.Cmd) <-chan string {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(out); scan.Scan(); {
			lines <- scan.Text()
		}
		_ = c.Wait() // the lines say what went wrong
	}()
	return lines
}

func (r *reader) do(t *testing.T, readme string, s step) {
	t.Helper()
	at := fmt.Sprintf("%s:%d (%s)", readme, s.line, s.kind)
	switch s.kind {
	case "run":
		_, _ = fmt.Fprintf(r.in, "%s\necho '%s'\n", r.server.local(s.text), shellDone) // its end shows in the lines
		r.printed = nil
		for l := ""; ; r.printed = append(r.printed, l) {
			if l = line(t, at, r.out); l == shellDone {
				break
			}
		}
	case "prints":
		compare(t, at, s.text, r.printed)
	case "listen":
		r.second = r.server.listen(t, at, r.server.local(s.text))
	case "hears":
		var heard []string
		for range strings.Split(s.text, "\n") {
			heard = append(heard, r.second.next(t, at))
		}
		compare(t, at, s.text, heard)
	case "stop":
		r.second.stop(t, at)
	default:
		t.Fatalf("%s: no such kind of step", at)
	}
}

func line(t *testing.T, at string, lines <-chan string) string {
	t.Helper()
	select {
	case l, ok := <-lines:
		if !ok {
			t.Fatalf("%s: the command has ended", at)
		}
		return l
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: nothing was printed for 20 s", at)
	}
	return ""
}

// compare wants the lines of a block; … in it stands for anything but nothing. Empty lines do not count.
func compare(t *testing.T, at, want string, got []string) {
	t.Helper()
	got = slices.DeleteFunc(slices.Clone(got), func(l string) bool { return strings.TrimSpace(l) == "" })
	wants := strings.Split(want, "\n")
	if len(got) != len(wants) {
		t.Fatalf("%s: %d lines, not %d:\n%s", at, len(got), len(wants), strings.Join(got, "\n"))
	}
	for i, w := range wants {
		form := "^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(w)), "…", ".+") + "$"
		if !regexp.MustCompile(form).MatchString(strings.TrimSpace(got[i])) {
			t.Errorf("%s:\ngot  %s\nwant %s", at, got[i], w)
		}
	}
}

// terminal is where a reader listens.
type terminal struct {
	process *os.Process
	lines   <-chan string
	early   []string // came while the start was being waited for
}

// typing is what a listener hears while its start is being waited for.
const typing = `{"from":"ann","to":"user/bob"}`

// listen starts a listener on bob's inbox and waits until it hears: ann types to bob till then.
func (s *server) listen(t *testing.T, at, command string) *terminal {
	t.Helper()
	c := exec.Command("bash", "-c", "exec "+command)
	c.Stderr = os.Stderr
	term := &terminal{lines: start(t, c), process: c.Process}
	t.Cleanup(func() { _ = c.Process.Kill() })
	for deadline := time.Now().Add(20 * time.Second); ; {
		s.post(t, "/v1/typing?from=ann", `{"to":"user/bob"}`)
		select {
		case l := <-term.lines:
			if l == typing {
				return term
			}
			term.early = append(term.early, l)
		case <-time.After(50 * time.Millisecond):
			if time.Now().After(deadline) {
				t.Fatalf("%s: %s hears nothing", at, command)
			}
		}
	}
}

func (term *terminal) next(t *testing.T, at string) string {
	t.Helper()
	if len(term.early) > 0 {
		l := term.early[0]
		term.early = term.early[1:]
		return l
	}
	for {
		if l := line(t, at, term.lines); l != typing {
			return l
		}
	}
}

func (term *terminal) stop(t *testing.T, at string) {
	t.Helper()
	_ = term.process.Signal(syscall.SIGINT) // gone already: the lines show it
	limit := time.After(20 * time.Second)
	for {
		select {
		case l, more := <-term.lines:
			switch {
			case !more:
				return
			case l != typing:
				t.Fatalf("%s: one line more than the README shows: %s", at, l)
			}
		case <-limit:
			t.Fatalf("%s: Ctrl-C does not end it", at)
		}
	}
}

func (s *server) post(t *testing.T, path, body string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+s.http+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("POST %s: %s %s %v", path, answer.Status, b, err)
	}
	return string(b)
}
