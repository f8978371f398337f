package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestReports(t *testing.T) {
	w := newWorld(t)
	w.ask(t, "bob", "POST", "/v1/messages", `{"to":"user/ann","body":{"text":"a bad thing"}}`)
	w.run(t, []scenario{
		{name: "no such message", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":2}`, status: 404, code: "no_such_message", field: "seq"},
		{name: "seq 0", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":0}`, status: 422, code: "invalid", field: "seq"},
		{name: "a foreign conversation", who: "cat", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":1}`, status: 404, code: "no_such_message", field: "seq"},
		{name: "no such group", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"group/none","seq":1}`, status: 404, code: "no_such_group", field: "group"},
		{name: "bad address", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"bob","seq":1}`, status: 404, code: "bad_address", field: "conversation"},
		{name: "long reason", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":1,"reason":"` + strings.Repeat("x", 1025) + `"}`, status: 413, code: "too_large", field: "reason"},
		{name: "without a user", who: "key", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":1}`, status: 422, code: "invalid", field: "from"},
		{name: "nothing waits", who: "key", method: "GET", path: "/v1/reports", status: 200, want: []string{`"reports":[]`}},
		{name: "reported", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":1,"reason":"spam"}`, status: 201, want: []string{`"by":"ann"`, `"from":"bob"`, `"state":"open"`}},
		{name: "again", who: "ann", method: "POST", path: "/v1/reports", body: `{"conversation":"user/bob","seq":1,"reason":"more spam"}`, status: 201, want: []string{`"reason":"spam"`}},
		{name: "list by a user", who: "ann", method: "GET", path: "/v1/reports", status: 403, code: "forbidden"},
		{name: "list in another app", who: "shop/key", method: "GET", path: "/v1/reports", status: 200, want: []string{`"reports":[]`}},
		{name: "list", who: "key", method: "GET", path: "/v1/reports", status: 200, want: []string{`"reason":"spam"`, "a bad thing"}},
		{name: "bad state", who: "key", method: "GET", path: "/v1/reports?state=lost", status: 422, code: "invalid", field: "state"},
		{name: "close none", who: "key", method: "POST", path: "/v1/reports/none/close", body: `{"state":"upheld"}`, status: 404, code: "not_found", field: "report"},
	})
	found := w.ask(t, "key", "GET", "/v1/reports", nil).json["reports"].([]any)
	path := fmt.Sprintf("/v1/reports/%v/close", found[0].(map[string]any)["id"])
	w.run(t, []scenario{
		{name: "close by a user", who: "ann", method: "POST", path: path, body: `{"state":"upheld"}`, status: 403, code: "forbidden"},
		{name: "open it", who: "key", method: "POST", path: path, body: `{"state":"open"}`, status: 422, code: "invalid", field: "state"},
		{name: "dismiss and recall", who: "key", method: "POST", path: path, body: `{"state":"dismissed","recall":true}`, status: 422, code: "invalid", field: "recall"},
		{name: "close", who: "key", method: "POST", path: path, body: `{"state":"upheld","note":"warned"}`, status: 200, want: []string{`"state":"upheld"`, `"closed":`}},
		{name: "close again", who: "key", method: "POST", path: path, body: `{"state":"dismissed"}`, status: 409, code: "already_exists", field: "report"},
		{name: "nothing waits any more", who: "key", method: "GET", path: "/v1/reports", status: 200, want: []string{`"reports":[]`}},
		{name: "closed", who: "key", method: "GET", path: "/v1/reports?state=closed", status: 200, want: []string{`"note":"warned"`}},
	})
	changes, _, err := w.svc.Feed("default", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var events []string
	for _, c := range changes {
		if strings.Contains(string(c.Event), "report") {
			events = append(events, string(c.Event))
		}
	}
	if len(events) != 2 || !strings.Contains(events[0], `"event":"message.reported"`) || !strings.Contains(events[1], `"event":"report.closed"`) {
		t.Errorf("the feed has %q", events)
	}
}

func TestReports_AsManyAsMayWait(t *testing.T) {
	w := newWorld(t)
	for i := range 101 {
		w.ask(t, "key", "POST", "/v1/messages?from=bob", fmt.Sprintf(`{"to":"user/ann","body":{"text":"n%d"}}`, i))
	}
	for i := range 101 {
		r := w.ask(t, "ann", "POST", "/v1/reports", fmt.Sprintf(`{"conversation":"user/bob","seq":%d}`, i+1))
		if i < 100 && r.StatusCode != 201 || i == 100 && (r.StatusCode != 422 || r.json["code"] != "too_many") {
			t.Fatalf("report %d: %s", i, r.text)
		}
	}
}
