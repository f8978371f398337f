package tests

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/chat"
)

// noFiles makes the API list its routes for files.
type noFiles struct{ api.Files }

func (noFiles) Save(context.Context, string, io.Reader) (chat.File, error) {
	return chat.File{}, io.EOF
}

var routeForm = regexp.MustCompile("(?:(GET|POST|PUT|PATCH|DELETE) )?[A-Za-z0-9.:/]*(/v1/[A-Za-z0-9_/{}.…-]*)")

func TestDocs_NameOnlyRoutesThatExist(t *testing.T) {
	var document struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal(api.New(api.Options{Files: noFiles{}}).OpenAPI(), &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Paths) < 20 {
		t.Fatalf("only %d routes", len(document.Paths))
	}
	named := 0
	for page, text := range documents(t) {
		for _, m := range routeForm.FindAllStringSubmatch(text, -1) {
			method, path := m[1], strings.TrimRight(m[2], "/.")
			if strings.HasSuffix(path, "…") || strings.HasSuffix(path, "/v1") {
				continue
			}
			named++
			if !slices.ContainsFunc(slices.Collect(keys(document.Paths)), func(route string) bool {
				_, known := document.Paths[route][strings.ToLower(method)]
				return fits(route, path) && (method == "" || known)
			}) {
				t.Errorf("%s names %s %s, which is no route", page, method, path)
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d routes are named in the documents: the search misses them", named)
	}
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// fits tells whether a path of a document is one of a route; … stands for some levels.
func fits(route, path string) bool {
	r, p := strings.Split(route, "/"), strings.Split(path, "/")
	if i := slices.Index(p, "…"); i >= 0 && len(r) > len(p) {
		p = slices.Concat(p[:i], slices.Repeat([]string{"…"}, len(r)-len(p)+1), p[i+1:])
	}
	return slices.EqualFunc(r, p, func(a, b string) bool {
		return a == b || strings.HasPrefix(a, "{") || b == "…"
	})
}

// testsThatExist are the names of all tests.
func testsThatExist(t *testing.T) map[string]bool {
	t.Helper()
	exists := map[string]bool{}
	var found []string
	for _, pattern := range []string{"../*/*_test.go", "../*/*/*_test.go", "../*/*/*/*_test.go"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, some...)
	}
	for _, name := range found {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			exists[m[1]] = true
		}
	}
	return exists
}

func TestDocs_FeaturesNameTestsThatExist(t *testing.T) {
	exists := testsThatExist(t)
	page := documents(t)["docs/FEATURES.md"]
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "| ") && strings.Count(line, " | ") != 2 {
			t.Errorf("a row of docs/FEATURES.md has not the three columns feature, where, test: %.60s", line)
		}
	}
	names := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(page, -1)
	if len(names) < 20 {
		t.Fatalf("docs/FEATURES.md names only %d tests", len(names))
	}
	for _, n := range names {
		if !exists[n] {
			t.Errorf("docs/FEATURES.md names %s, which is no test", n)
		}
	}
}

// statements counts the normative statements of the standards by their chapters: [MQTT-3.1.2-1] to [MQTT-3.1.2-24]. Of a
// chapter that begins with a later one it says with which.
var statements = map[string]string{
	"MQTT 3.1.1": `1.5.3:3 2.2.2:2 2.3.1:7 3.1.0:2 3.1.2:24 3.1.3:11 3.1.4:5 3.2.0:1 3.2.2:6 3.3.1:12 3.3.2:3 3.3.4:1 3.3.5:2 3.6.1:1 3.8.1:1 3.8.3:3 3-8.3:4-4
		3.8.4:6 3.9.3:2 3.10.1:1 3.10.3:2 3.10.4:6 3.12.4:1 3.14.1:1 3.14.4:3 4.1.0:2 4.3.1:1 4.3.2:2 4.3.3:2 4.4.0:1 4.5.0:2 4.6.0:6 4.7.1:3 4.7.2:1 4.7.3:4
		4.8.0:2 6.0.0:4 7.0.0:2 7.1.1:1 7.1.2:1`,
	"MQTT 5": `1.5.4:3 1.5.5:1 1.5.7:1 2.1.3:1 2.2.1:2-6 2.2.2:1 3.1.0:2 3.1.2:30 3.1.3:12 3.1.4:6 3.2.0:2 3.2.2:22 3.3.1:13 3.3.2:20 3.3.4:10 3.4.2:3 3.5.2:3
		3.6.1:1 3.6.2:3 3.7.2:3 3.8.1:1 3.8.3:5 3.8.4:8 3.9.2:2 3.9.3:2 3.10.1:1 3.10.3:2 3.10.4:6 3.11.2:2 3.11.3:2 3.12.4:1 3.14.0:1 3.14.1:1 3.14.2:4 3.14.4:3
		3.15.1:1 3.15.2:3 4.1.0:2 4.2:1 4.3.1:1 4.3.2:5 4.3.3:13 4.4.0:2 4.5.0:2 4.6.0:6 4.7.0:1 4.7.1:2 4.7.2:1 4.7.3:4 4.8.2:6 4.9.0:3 4.12.0:7 4.12.1:2
		4.13.1:1 4.13.2:1 6.0.0:4`,
}

func TestDocs_ConformanceNamesEveryStatement(t *testing.T) {
	exists, page := testsThatExist(t), documents(t)["docs/CONFORMANCE.md"]
	for standard, chapters := range statements {
		_, part, found := strings.Cut(page, "\n## "+standard+"\n")
		part, _, _ = strings.Cut(part, "\n## ")
		if !found {
			t.Fatalf("docs/CONFORMANCE.md has no chapter %s", standard)
		}
		for _, c := range strings.Fields(chapters) {
			chapter, numbers, _ := strings.Cut(c, ":")
			from, to, several := strings.Cut(numbers, "-")
			if !several {
				from, to = "1", numbers
			}
			last, _ := strconv.Atoi(to) // it stands above
			for n, _ := strconv.Atoi(from); n <= last; n++ {
				if id := fmt.Sprintf("[MQTT-%s-%d]", chapter, n); strings.Count(part, id) != 1 {
					t.Errorf("docs/CONFORMANCE.md has %s of %s %d times", id, standard, strings.Count(part, id))
				}
			}
		}
		if n := len(regexp.MustCompile(`\[MQTT-`).FindAllString(part, -1)); n < 130 {
			t.Errorf("%s has only %d statements", standard, n)
		}
	}
	for line := range strings.Lines(page) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); strings.HasPrefix(line, "| [") && (len(cells) != 3 || cells[2] == "|") {
			t.Errorf("a statement of docs/CONFORMANCE.md has neither test nor reason: %.80s", line)
		}
	}
	for _, n := range regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(page, -1) {
		if !exists[n] {
			t.Errorf("docs/CONFORMANCE.md names %s, which is no test", n)
		}
	}
}

func TestDocs_LinksLeadSomewhere(t *testing.T) {
	for page, text := range documents(t) {
		for _, m := range regexp.MustCompile(`\]\(([^)#\s]*)(#[^)\s]*)?\)`).FindAllStringSubmatch(text, -1) {
			to, anchor := m[1], strings.TrimPrefix(m[2], "#")
			if strings.Contains(to, "://") {
				continue
			}
			file := filepath.Join("..", filepath.Dir(page), to)
			if to == "" {
				file = filepath.Join("..", page)
			}
			b, err := os.ReadFile(file)
			if info, statErr := os.Stat(file); statErr == nil && info.IsDir() {
				continue
			}
			if err != nil {
				t.Errorf("%s links to %s: %v", page, to, err)
			} else if anchor != "" && !slices.Contains(anchors(string(b)), anchor) {
				t.Errorf("%s links to %s#%s, which is no heading", page, to, anchor)
			}
		}
	}
}

// anchors are the names that GitHub gives headings.
func anchors(page string) (all []string) {
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		a := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(a, " ", "-"))
	}
	return all
}
