package tests

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Somebody sees from outside what the server refuses, and finds what each metric means.
func TestMetrics_ShowWhatIsRefused(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	if _, err := s.tryConnect(t, "nobody", how{}); err == nil {
		t.Fatal("nobody is let in")
	}
	ann := s.connect(t, "ann", how{})
	ann.isRefused("group/g", "no_such_group")
	ann.isRefused("group/g", "no_such_group")

	text := s.page(t, "/metrics")
	for _, line := range []string{
		`hongyan_bridge_refused_total{code="unauthenticated",packet="connect"} 1`,
		`hongyan_bridge_refused_total{code="no_such_group",packet="publish"} 2`,
		`hongyan_bridge_device_dropped_messages_total{reason="full"} 0`,
		`hongyan_bridge_sessions 1`,
		`hongyan_store_waiting_commands 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("missing: %s", line)
		}
	}
	page, err := os.ReadFile("../docs/OPERATIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown, told []string
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (hongyan_\w+)`).FindAllStringSubmatch(text, -1) {
		shown = append(shown, m[1])
	}
	for _, m := range regexp.MustCompile("`(hongyan_\\w+)`").FindAllStringSubmatch(string(page), -1) {
		told = append(told, m[1])
	}
	slices.Sort(shown)
	slices.Sort(told)
	if told = slices.Compact(told); !slices.Equal(shown, told) {
		t.Errorf("there are\n%v, the documentation tells of\n%v", shown, told)
	}
}
