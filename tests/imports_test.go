package tests

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/hongyan-im/hongyan"

// folders says which folders of the project a folder may import besides itself: the arrows point down, siblings meet
// through small interfaces in chat. A folder without a line here may not hold Go code.
var folders = map[string]struct {
	may []string
	why string
}{
	"chat":    {nil, "the domain knows no technology"},
	"broker":  {[]string{"rate"}, "sockets and frames; what they carry is the business of hooks"},
	"bridge":  {[]string{"chat", "rate"}, "topics, envelopes and delivery speak of messages, not of sockets or disks; only links connect somewhere"},
	"hooks":   {[]string{"bridge", "chat", "auth"}, "turns mochi's packets into drafts; what it needs of the broker it asks by interface"},
	"api":     {[]string{"chat", "auth", "logging", "sdk"}, "the same handlers answer HTTP and MQTT, so they know neither broker nor bridge"},
	"store":   {[]string{"chat", "logging"}, "gives the domain its Tx and its Log"},
	"media":   {[]string{"chat"}, "files are kept by the domain's types"},
	"auth":    {[]string{"chat"}, "checks credentials of the domain's accounts"},
	"backup":  {nil, "the form of an archive; what is in it comes by interface"},
	"rules":   {[]string{"chat", "rate"}, "asked by the domain about each message"},
	"rate":    {nil, "how often something may happen; who asks knows what"},
	"search":  {[]string{"chat"}, "fed by the change feed"},
	"webhook": {[]string{"chat"}, "fed by the change feed"},
	"certs":   {nil, "which certificate is shown; listeners get a tls.Config"},
	"logging": {nil, "what of the log may be changed; who logs asks"},
	"proxies": {nil, "who is behind the proxies in front; listeners and handlers are wrapped"},
	"outward": {nil, "which addresses may be called; who calls gets a client"},
	"sdk":     {nil, "the built files of the JavaScript client; where they are given out is api's business"},
	"cluster": {[]string{"chat"}, "replicates the domain's commands"},
	"web":     {nil, "static files of the console"},
	"demo":    {nil, "static files that use the server as any app does"},
	"tests":   {nil, "the load generator knows the server by its protocols only; files of tests are free"},
	"cmd":     {[]string{"chat", "broker", "bridge", "hooks", "api", "store", "media", "auth", "backup", "rules", "search", "webhook", "outward", "logging", "certs", "proxies", "cluster", "web", "demo"}, "wiring only, of everything"},
}

// homes says where an outside module may be imported: an exchange of the module then stays in one place. A module
// without a line here has no home yet: add it with the reason. Tests may use what they like, but for chat's.
var homes = []struct {
	module string
	in     []string // folders, or one path below a folder
	why    string
}{
	{"github.com/alecthomas/kong", []string{"cmd"}, "command line"},
	{"github.com/goccy/go-yaml", []string{"cmd"}, "the settings' file"},
	{"github.com/dgraph-io/badger/v4", []string{"store"}, "nobody else knows what the state lies on"},
	{"github.com/blevesearch/bleve/v2", []string{"search"}, "the index of words; nobody else knows what searches"},
	{"github.com/blevesearch/bleve_index_api", []string{"search"}, "as bleve"},
	{"github.com/caddyserver/certmagic", []string{"certs"}, "speaks with CAs"},
	{"go.uber.org/zap", []string{"certs"}, "certmagic's log, brought into ours"},
	{"github.com/pires/go-proxyproto", []string{"proxies"}, "the PROXY protocol"},
	{"github.com/go-chi/chi/v5", []string{"api"}, "routes are on one page; cmd gets an http.Handler"},
	{"github.com/danielgtaylor/huma/v2", []string{"api"}, "as chi"},
	{"github.com/swaggest/swgui", []string{"api"}, "shows the OpenAPI document"},
	{"github.com/mochi-mqtt/server/v2", []string{"broker", "hooks"}, "its defects are mended in two places, not everywhere"},
	{"github.com/gobwas/ws", []string{"broker"}, "framing of our connection type"},
	{"github.com/gobwas/httphead", []string{"broker"}, "as ws"},
	{"github.com/eclipse/paho.golang", []string{"bridge/link"}, "the client of other brokers"},
	{"github.com/golang-jwt/jwt/v5", []string{"auth"}, "whoever asks gets an account, not claims"},
	{"golang.org/x/crypto", []string{"auth"}, "argon2 runs in one bounded pool"},
	{"golang.org/x/image", []string{"media"}, "thumbnails"},
	{"github.com/gabriel-vasile/mimetype", []string{"media"}, "what kind of file was uploaded"},
	{"github.com/minio/minio-go/v7", []string{"media/s3"}, "the client of S3 stores; all else knows contents by their hash"},
	{"github.com/prometheus/client_golang", []string{"cmd", "hooks", "api", "store", "webhook"}, "metrics stand beside what they count; the domain has none"},
	{"github.com/oklog/ulid/v2", []string{"cmd"}, "ids are made where the parts are wired; the domain gets a function"},
	{"golang.org/x/sys", []string{"cmd", "broker", "store"}, "sockets and free disk space"},
	{"golang.org/x/text", []string{"rules"}, "words are compared in NFKC"},
	{"golang.org/x/sync", []string{"cmd", "broker", "bridge", "hooks", "api", "store", "media", "auth", "search", "webhook", "cluster"}, "small tools, no technology; not in the domain all the same"},
}

// violations judges the imports of one file; file is its slash-separated path below the module's root.
func violations(file string, imports []string) []string {
	folder, _, below := strings.Cut(file, "/")
	isTest := strings.HasSuffix(file, "_test.go")
	if isTest && folder != "chat" {
		return nil
	}
	rule, known := folders[folder]
	if !below || !known {
		return []string{file + ": no rule allows Go code here; name the folder, what it may import and why in folders"}
	}
	var found []string
	for _, imported := range imports {
		if because := forbidden(file, folder, rule.may, imported); because != "" {
			found = append(found, file+" imports "+imported+": "+because)
		}
	}
	return found
}

func forbidden(file, folder string, may []string, imported string) string {
	if inner, ours := strings.CutPrefix(imported+"/", module+"/"); ours {
		to, _, _ := strings.Cut(inner, "/")
		if to == folder || slices.Contains(may, to) {
			return ""
		}
		return folder + " may import of the project only itself and " + strings.Join(may, ", ") + " (" + folders[folder].why + ")"
	}
	if imported == "C" {
		return "the binary is static, without cgo"
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return "" // standard library
	}
	for _, home := range homes {
		if within(imported, home.module) {
			if slices.ContainsFunc(home.in, func(in string) bool { return within(path.Dir(file), in) }) {
				return ""
			}
			return home.module + " is at home in " + strings.Join(home.in, ", ") + " (" + home.why + ")"
		}
	}
	return "this module has no home; name it and why in homes"
}

// within reports whether a path is dir or below it.
func within(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }

func TestImports_ArrowsPointDown(t *testing.T) {
	files := 0
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != ".." && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "testdata", "vendor", "data", "bin"}, d.Name())) {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		files++
		file, err := filepath.Rel("..", name)
		if err != nil {
			return err
		}
		imports, err := importsOf(name)
		if err != nil {
			return err
		}
		for _, v := range violations(filepath.ToSlash(file), imports) {
			t.Error(v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Errorf("only %d Go files found: the walk misses the project", files)
	}
}

func importsOf(name string) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var imports []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		imports = append(imports, imported)
	}
	return imports, nil
}

func TestImports_TheCheckFails(t *testing.T) {
	for _, c := range []struct {
		file, imported string
		want           string // in the violation; "" is none
	}{
		{"chat/send.go", "strings", ""},
		{"chat/send.go", "encoding/json", ""},
		{"chat/send.go", module + "/store", "chat may import"},
		{"chat/send.go", "golang.org/x/sync/errgroup", "at home in"},
		{"chat/send_test.go", "testing/synctest", ""},
		{"chat/send_test.go", module + "/chat", ""},
		{"chat/send_test.go", module + "/store", "chat may import"},
		{"chat/send_test.go", "go.uber.org/goleak", "no home"},
		{"store/log.go", module + "/chat", ""},
		{"store/log.go", module + "/chatter", "store may import"},
		{"store/log.go", module + "/bridge", "store may import"},
		{"store/log_test.go", module + "/bridge", ""},
		{"store/log.go", "github.com/dgraph-io/badger/v4/options", ""},
		{"store/log.go", "github.com/dgraph-io/badger/v4x", "no home"},
		{"store/log.go", "github.com/dgraph-io/badger/v3", "no home"},
		{"store/log.go", "C", "cgo"},
		{"api/server.go", "github.com/dgraph-io/badger/v4", "at home in store"},
		{"api/server.go", module + "/broker", "api may import"},
		{"broker/conn.go", module + "/chat", "broker may import"},
		{"hooks/auth.go", module + "/bridge/topic", ""},
		{"hooks/auth.go", module + "/broker", "hooks may import"},
		{"bridge/link/link.go", "github.com/eclipse/paho.golang/autopaho", ""},
		{"bridge/deliver.go", "github.com/eclipse/paho.golang/paho", "at home in bridge/link"},
		{"cmd/hongyan/serve.go", module + "/broker", ""},
		{"cmd/hongyan/serve.go", module, "cmd may import"},
		{"cmd/hongyan/serve.go", module + "/tests", "cmd may import"},
		{"cmd/hongyan/serve.go", "github.com/go-chi/chi/v5", "at home in api"},
		{"util/strings.go", "strings", "no rule"},
		{"main.go", "strings", "no rule"},
		{"tests/world_test.go", module + "/store", ""},
		{"tools/world.go", "strings", "no rule"},
	} {
		got := strings.Join(violations(c.file, []string{c.imported}), "\n")
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s imports %s: got %q, want %q", c.file, c.imported, got, c.want)
		}
	}
}
