package tests

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
)

// TestDocs_LimitsAreTrue: each row of the table names a setting with its default, a metric and a test, and each setting
// of a limit is named.
func TestDocs_LimitsAreTrue(t *testing.T) {
	defaults := map[string]string{}
	_, c, err := config.Parse([]string{"serve"}, nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Settings() {
		defaults[s.Name] = s.Value
	}
	v := reflect.ValueOf(chat.DefaultSettings())
	for i := range v.NumField() {
		defaults[v.Type().Field(i).Tag.Get("json")] = fmt.Sprint(v.Field(i).Interface())
	}
	s := startServer(t)
	s.register(t, "ann")
	_, _ = s.tryConnect(t, "ann", how{password: "a guess"}) // so that what counts refusals is there
	s.must(t, "GET", "/v1/users", nil)
	shown := s.page(t, "/metrics")
	codes := codesOf(t, "chat")
	exists := testsThatExist(t)

	var named []string
	rows := 0
	for line := range strings.Lines(documents(t)["docs/LIMITS.md"]) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| limit |") {
			continue
		}
		rows++
		cells := strings.Split(strings.TrimSuffix(strings.TrimSpace(line), "|"), "|")[1:]
		if len(cells) != 8 {
			t.Errorf("%d columns, not 8: %s", len(cells), line)
			continue
		}
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "`")
		}
		byDefault, setting, metric, test := cells[1], cells[2], cells[6], cells[7]
		named = append(named, setting)
		if is, known := defaults[setting]; !known || is != byDefault {
			t.Errorf("%s: the default is %q, not %q", setting, is, byDefault)
		}
		if cells[3]+cells[4]+cells[5] == "" {
			t.Errorf("%s: it does not say what comes of it", setting)
		}
		name, labels, _ := strings.Cut(metric, "{")
		switch {
		case metric == "":
		case !strings.Contains(shown, "\n"+name+"{"):
			t.Errorf("%s: /metrics has no %s", setting, name)
		case strings.HasPrefix(labels, "reason=") && !strings.Contains(shown, "\n"+metric+" "):
			t.Errorf("%s: /metrics has no %s", setting, metric)
		case name == "hongyan_bridge_refused_total":
			if m := regexp.MustCompile(`code="(\w+)"`).FindStringSubmatch(labels); m == nil || !slices.Contains(codes, m[1]) {
				t.Errorf("%s: %s names no code", setting, metric)
			}
		}
		if !exists[test] {
			t.Errorf("%s: there is no test %s", setting, test)
		}
	}
	if rows < 20 {
		t.Fatalf("only %d rows", rows)
	}
	for name := range defaults {
		for _, of := range []string{"max-", "connect-", "slow-", "http-", "rate_device", "topic_bytes", "topic_levels", "subscriptions", "wrong-"} {
			if strings.HasPrefix(name, of) && !slices.Contains(named, name) {
				t.Errorf("docs/LIMITS.md has no row for %s", name)
			}
		}
	}
}
