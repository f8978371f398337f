package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestPush(t *testing.T) {
	w := newWorld(t)
	const devices, grants, wechat = "/v1/push/devices", "/v1/push/grants", "/v1/push/wechat"
	secret := strings.Repeat("5ec7e7", 5)
	settings := func(change string) string {
		return `{"appid":"wx1","secret":"` + secret + `","template":"t-1","fields":{"thing1":"text"}` + change + `}`
	}
	w.run(t, []scenario{
		{name: "none yet", who: "ann", method: "GET", path: devices, status: 200, want: []string{`"devices":[]`, `"grants":[]`}},
		{name: "register", who: "ann", method: "PUT", path: devices, body: `{"platform":"wechat","token":"openid"}`, status: 200, want: []string{`"token":"openid"`}},
		{name: "again", who: "ann", method: "PUT", path: devices, body: `{"platform":"wechat","token":"openid2"}`, status: 200},
		{name: "another", who: "key", method: "PUT", path: devices + "?from=ann", body: `{"platform":"ios","device":"pad","token":"apns"}`, status: 200},
		{name: "both", who: "ann", method: "GET", path: devices, status: 200, want: []string{"openid2", "apns"}, not: []string{`"openid"`}},
		{name: "of another user", who: "bob", method: "GET", path: devices, status: 200, want: []string{`"devices":[]`}},
		{name: "for another user", who: "bob", method: "PUT", path: devices + "?from=ann", body: `{"platform":"ios","token":"x"}`, status: 403, code: "forbidden", field: "from"},
		{name: "no token", who: "ann", method: "PUT", path: devices, body: `{"platform":"ios","token":""}`, status: 422, code: "invalid", field: "token"},
		{name: "long token", who: "ann", method: "PUT", path: devices, body: `{"platform":"ios","token":"` + strings.Repeat("x", 1025) + `"}`, status: 422, code: "invalid", field: "token"},
		{name: "bad device", who: "ann", method: "PUT", path: devices, body: `{"platform":"ios","device":"a/b","token":"x"}`, status: 422, code: "bad_id", field: "device"},
		{name: "bad platform", who: "ann", method: "PUT", path: devices, body: `{"platform":"moon","token":"x"}`, status: 422, code: "invalid", field: "platform"},
		{name: "remove", who: "ann", method: "DELETE", path: devices + "?platform=ios&device=pad", status: 204},
		{name: "remove again", who: "ann", method: "DELETE", path: devices + "?platform=ios&device=pad", status: 404, code: "not_found", field: "device"},
		{name: "grant", who: "ann", method: "POST", path: grants, body: `{"template":"t-1"}`, status: 200, want: []string{`"count":1`}},
		{name: "more", who: "ann", method: "POST", path: grants, body: `{"template":"t-1","count":999}`, status: 200, want: []string{`"count":1000`}},
		{name: "no more", who: "ann", method: "POST", path: grants, body: `{"template":"t-1","count":5}`, status: 200, want: []string{`"count":1000`}},
		{name: "bad template", who: "ann", method: "POST", path: grants, body: `{"template":"t/1"}`, status: 422, code: "invalid", field: "template"},
		{name: "bad count", who: "ann", method: "POST", path: grants, body: `{"template":"t-1","count":1001}`, status: 422, code: "invalid", field: "count"},
		{name: "nothing of it changed it", who: "ann", method: "GET", path: devices, status: 200, want: []string{`"count":1000`, "openid2"}, not: []string{"apns"}},

		{name: "no settings", who: "key", method: "GET", path: wechat, status: 404, code: "not_found"},
		{name: "by a user", who: "ann", method: "PUT", path: wechat, body: settings(""), status: 403, code: "forbidden"},
		{name: "without a secret", who: "key", method: "PUT", path: wechat, body: `{"appid":"wx1","template":"t-1","fields":{"thing1":"text"}}`, status: 422, code: "invalid", field: "secret"},
		{name: "set", who: "key", method: "PUT", path: wechat, body: settings(""), status: 200, want: []string{`"appid":"wx1"`, `"enabled":true`}, not: []string{secret, "secret"}},
		{name: "read", who: "key", method: "GET", path: wechat, status: 200, want: []string{`"appid":"wx1"`, `"skipped":0`}, not: []string{secret, "secret"}},
		{name: "change without the secret", who: "key", method: "PUT", path: wechat, body: `{"appid":"wx1","template":"t-2","fields":{"thing1":"=hello"}}`, status: 200, want: []string{"t-2"}},
		{name: "another app id without the secret", who: "key", method: "PUT", path: wechat, body: `{"appid":"wx2","template":"t-2","fields":{"thing1":"text"}}`, status: 422, code: "invalid", field: "secret"},
		{name: "no fields", who: "key", method: "PUT", path: wechat, body: `{"appid":"wx1","template":"t-1","fields":{}}`, status: 422, code: "too_many", field: "fields"},
		{name: "bad field", who: "key", method: "PUT", path: wechat, body: `{"appid":"wx1","template":"t-1","fields":{"Thing":"text"}}`, status: 422, code: "invalid", field: "fields"},
		{name: "bad source", who: "key", method: "PUT", path: wechat, body: `{"appid":"wx1","template":"t-1","fields":{"thing1":"weather"}}`, status: 422, code: "invalid", field: "fields"},
		{name: "bad state", who: "key", method: "PUT", path: wechat, body: settings(`,"state":"beta"`), status: 422, code: "invalid", field: "state"},
		{name: "long page", who: "key", method: "PUT", path: wechat, body: settings(`,"page":"` + strings.Repeat("x", 257) + `"`), status: 413, code: "too_large", field: "page"},
		{name: "nothing of that changed it", who: "key", method: "GET", path: wechat, status: 200, want: []string{`"appid":"wx1"`, "t-2", "=hello"}},
		{name: "of another app", who: "shop/key", method: "GET", path: wechat, status: 404, code: "not_found"},
		{name: "remove settings", who: "key", method: "DELETE", path: wechat, status: 204},
		{name: "removed", who: "key", method: "GET", path: wechat, status: 404, code: "not_found"},

		{name: "a webhook of pushes", who: "key", method: "POST", path: "/v1/webhooks", body: `{"kind":"push","url":"https://x.example/"}`, status: 201, want: []string{`"kind":"push"`}},
		{name: "that wants more", who: "key", method: "POST", path: "/v1/webhooks", body: `{"kind":"push","url":"https://x.example/","events":["*"]}`, status: 422, code: "invalid", field: "events"},
	})
	if w.logged.String() != "" && strings.Contains(w.logged.String(), secret) {
		t.Error("the secret is in the log")
	}
	for i := range chat.MaxPushDevices {
		status := 200
		if i == chat.MaxPushDevices-1 { // one is registered above
			status = 422
		}
		if r := w.ask(t, "ann", "PUT", devices, fmt.Sprintf(`{"platform":"web","device":"d%d","token":"x"}`, i)); r.StatusCode != status {
			t.Fatal(i, r.text)
		}
	}
	for i := range chat.MaxPushTemplates {
		status := 200
		if i == chat.MaxPushTemplates-1 {
			status = 422
		}
		if r := w.ask(t, "ann", "POST", grants, fmt.Sprintf(`{"template":"more-%d"}`, i)); r.StatusCode != status {
			t.Fatal(i, r.text)
		}
	}
}
