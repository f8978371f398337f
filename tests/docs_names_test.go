package tests

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

func TestDocs_FeaturesNameTestsThatExist(t *testing.T) {
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
