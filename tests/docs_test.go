package tests

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
)

// documents are all pages for readers, by their path below the module's root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md"} {
		found, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			pages[strings.TrimPrefix(filepath.ToSlash(name), "../")] = string(b)
		}
	}
	if len(pages) < 8 {
		t.Fatalf("only %d documents found", len(pages))
	}
	return pages
}

// row finds the table row of a page that names a thing in backticks.
func row(page, name string) string {
	for _, l := range strings.Split(page, "\n") {
		if strings.HasPrefix(l, "|") && strings.Contains(l, "`"+name+"`") {
			return l
		}
	}
	return ""
}

func TestDocs_NameEverySettingWithItsDefault(t *testing.T) {
	page := documents(t)["docs/CONFIGURATION.md"]
	_, c, err := config.Parse([]string{"serve"}, nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Settings() {
		key := strings.ReplaceAll(s.Name, "-", "_")
		l := row(page, "HONGYAN_"+strings.ToUpper(key))
		if l == "" {
			t.Errorf("docs/CONFIGURATION.md has no row for HONGYAN_%s", strings.ToUpper(key))
			continue
		}
		if s.Name != "admin-key" && s.Name != "s3-secret-key" && !strings.Contains(l, "`--"+s.Name+"`") {
			t.Errorf("the row of %s does not name its flag: %s", s.Name, l)
		}
		if s.Name != "config" && !strings.Contains(l, "`"+key+"`") {
			t.Errorf("the row of %s does not name its key: %s", s.Name, l)
		}
		if s.Value != "" && !strings.Contains(l, "`"+s.Value+"`") {
			t.Errorf("the row of %s does not give its default %q: %s", s.Name, s.Value, l)
		}
	}
}

func TestDocs_NameEverySettingOfAnApp(t *testing.T) {
	page := documents(t)["docs/CONFIGURATION.md"]
	v := reflect.ValueOf(chat.DefaultSettings())
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		want := fmt.Sprintf("`%v`", v.Field(i).Interface())
		if v.Field(i).Kind() == reflect.Pointer && v.Field(i).IsNil() {
			want = "`null`"
		}
		if l := row(page, name); !strings.Contains(l, want) {
			t.Errorf("docs/CONFIGURATION.md: the row of %s does not give its default %s: %q", name, want, l)
		}
	}
}

// TestDocs_GiveTheLimitsOfTheCode compares the tables of limits with the constants they name: `chat.MaxMembers`.
func TestDocs_GiveTheLimitsOfTheCode(t *testing.T) {
	page := documents(t)["docs/CONFIGURATION.md"]
	numbers := map[string]map[string]int64{}
	for _, folder := range []string{"chat", "bridge", "broker", "store"} {
		numbers[folder] = numbersOf(t, folder)
		for name, value := range numbers[folder] {
			full := folder + "." + name
			l := row(page, full)
			switch {
			case l != "" && !strings.Contains(l, grouped(value)):
				t.Errorf("docs/CONFIGURATION.md: %s is %s: %s", full, grouped(value), l)
			case l == "" && folder == "chat" && strings.HasPrefix(name, "Max"):
				t.Errorf("docs/CONFIGURATION.md does not name the limit %s", full)
			}
		}
	}
	for _, m := range regexp.MustCompile("`((?:chat|bridge|broker|store)\\.[A-Za-z]+)`").FindAllStringSubmatch(page, -1) {
		folder, name, _ := strings.Cut(m[1], ".")
		if _, ok := numbers[folder][name]; !ok {
			t.Errorf("docs/CONFIGURATION.md names %s, which is no constant", m[1])
		}
	}
}

// numbersOf gives the constants of a folder whose value is a whole number that can be seen at once.
func numbersOf(t *testing.T, folder string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	eachConstant(t, folder, func(name string, value ast.Expr) {
		tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(value))
		if err != nil || tv.Value == nil || tv.Value.Kind() != constant.Int {
			return
		}
		if n, exact := constant.Int64Val(tv.Value); exact {
			all[name] = n
		}
	})
	return all
}

func eachConstant(t *testing.T, folder string, f func(name string, value ast.Expr)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", folder, err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				if v := s.(*ast.ValueSpec); len(v.Values) == len(v.Names) {
					for i, n := range v.Names {
						f(n.Name, v.Values[i])
					}
				}
			}
		}
	}
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// codesOf gives the strings of constants named Code… or code….
func codesOf(t *testing.T, folder string) (codes []string) {
	t.Helper()
	eachConstant(t, folder, func(name string, value ast.Expr) {
		if l, ok := value.(*ast.BasicLit); ok && l.Kind == token.STRING && strings.HasPrefix(strings.ToLower(name), "code") {
			s, _ := strconv.Unquote(l.Value) // the compiler has read it
			codes = append(codes, s)
		}
	})
	return codes
}

func TestDocs_NameEveryCodeAndNoOther(t *testing.T) {
	_, chapter, _ := strings.Cut(documents(t)["docs/PROTOCOL.md"], "\n7.2 ")
	chapter, _, found := strings.Cut(chapter, "\n7.3 ")
	if !found {
		t.Fatal("docs/PROTOCOL.md has no 7.2 before a 7.3")
	}
	codes := append(codesOf(t, "chat"), codesOf(t, "api")...)
	if len(codes) < 20 {
		t.Fatalf("only %d codes found in the code", len(codes))
	}
	var documented []string
	for _, span := range regexp.MustCompile("`[a-z_ ]+`").FindAllString(chapter, -1) {
		documented = append(documented, strings.Fields(strings.Trim(span, "`"))...)
	}
	for _, c := range codes {
		if !slices.Contains(documented, c) {
			t.Errorf("docs/PROTOCOL.md 7.2 does not name the code %s", c)
		}
	}
	for _, c := range documented {
		if !slices.Contains(codes, c) && c != "code" && c != "retry_after" && c != "until" {
			t.Errorf("docs/PROTOCOL.md 7.2 names the code %s, which does not exist", c)
		}
	}
}
