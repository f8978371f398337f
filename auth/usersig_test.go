package auth

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// A UserSig made by Tencent's own library, of the app "default" of a world.
const vector = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhWZiflZpXlQqeKU7MSCgswUJStDEwMogMikVhRkFqUqWVmYmcCESjJzgQKG5qgKizPTgcYG*7mZuOWGOQeUJudHFDv5FySFuRmnuTmnmZp7BeQapFZFGWalhnn65IQl2yrVAgAojzFw"

var vectorTime = time.Unix(1_700_000_000, 0)

func TestVerifyUserSig_TakesTencentsOwn(t *testing.T) {
	w := newWorld(t)
	expires, err := VerifyUserSig(w.apps[0], "xiaojun", vector, vectorTime)
	wantCode(t, err, "")
	if want := vectorTime.Add(24 * time.Hour); !expires.Equal(want) {
		t.Errorf("expires %v, want %v", expires, want)
	}
}

func TestSignUserSig_SignsAsTencentDoes(t *testing.T) {
	w := newWorld(t)
	sig, err := SignUserSig(w.apps[0], "xiaojun", vectorTime, 24*time.Hour, nil)
	wantCode(t, err, "")
	u, ok := parseUserSig(sig)
	want, _ := parseUserSig(vector)
	if !ok || u != want || u.Sig != "SNF4FmVCPucoXsBOpbVF3fFCf57JPm0ezZ1jeVILlVc=" {
		t.Errorf("got %+v, want %+v", u, want)
	}
}

func TestSignUserSig_RefusesWhatItShouldNotSign(t *testing.T) {
	w := newWorld(t)
	noID := w.apps[0]
	noID.SDKAppID = 0
	tests := map[string]struct {
		app  chat.App
		user chat.UserID
		ttl  time.Duration
		buf  []byte
		ok   bool
	}{
		"plain":           {w.apps[0], "ann", time.Hour, nil, true},
		"with a userbuf":  {w.apps[0], "ann", time.Hour, []byte("hello"), true},
		"empty userbuf":   {w.apps[0], "ann", time.Hour, []byte{}, true},
		"huge userbuf":    {w.apps[0], "ann", time.Hour, make([]byte, 4096), false},
		"two lines":       {w.apps[0], "ann\nTLS.sdkappid:1", time.Hour, nil, false},
		"no time to live": {w.apps[0], "ann", 0, nil, false},
		"no secret":       {w.apps[2], "ann", time.Hour, nil, false},
		"no SDKAppID":     {noID, "ann", time.Hour, nil, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sig, err := SignUserSig(tt.app, tt.user, vectorTime, tt.ttl, tt.buf)
			if (err == nil) != tt.ok {
				t.Fatalf("got %v", err)
			}
			if tt.ok {
				_, err = VerifyUserSig(tt.app, tt.user, sig, vectorTime)
				wantCode(t, err, "")
			}
		})
	}
}

func pack(t testing.TB, v any) string {
	t.Helper()
	plain, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return packBytes(plain)
}

func packBytes(plain []byte) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(plain)
	_ = w.Close()
	return toUserSig.Replace(base64.StdEncoding.EncodeToString(b.Bytes()))
}

func TestVerifyUserSig_SaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	app := w.apps[0]
	signed := func(change func(*userSig)) string {
		u := userSig{Ver: "2.0", Identifier: "ann", SDKAppID: app.SDKAppID, Expire: 60, Time: vectorTime.Unix()}
		change(&u)
		u.Sig = base64.StdEncoding.EncodeToString(u.mac(app.Secret))
		return pack(t, u)
	}
	other := app
	other.Secret = w.apps[1].Secret
	forged, _ := SignUserSig(other, "ann", vectorTime, time.Hour, nil)
	empty := app
	empty.Secret = ""
	tests := map[string]struct {
		app   chat.App
		sig   string
		code  chat.Code
		says  string
		field string
	}{
		"good":                  {app, signed(func(*userSig) {}), "", "", ""},
		"to the last second":    {app, signed(func(u *userSig) { u.Time -= 60 }), "", "", ""},
		"expired":               {app, signed(func(u *userSig) { u.Time -= 61 }), chat.CodeTokenExpired, "expired at", "TLS.expire"},
		"5 minutes ahead":       {app, signed(func(u *userSig) { u.Time += 300 }), "", "", ""},
		"further ahead":         {app, signed(func(u *userSig) { u.Time += 301 }), chat.CodeUnauthenticated, "future", "TLS.time"},
		"time in ms":            {app, signed(func(u *userSig) { u.Time *= 1000 }), chat.CodeUnauthenticated, "seconds", "TLS.time"},
		"expire overflows":      {app, signed(func(u *userSig) { u.Expire = 1<<63 - 1 }), chat.CodeUnauthenticated, "seconds", "TLS.time"},
		"expire negative":       {app, signed(func(u *userSig) { u.Expire = -1 }), chat.CodeUnauthenticated, "seconds", "TLS.time"},
		"another user":          {app, signed(func(u *userSig) { u.Identifier = "bob" }), chat.CodeUnauthenticated, "another user's", "TLS.identifier"},
		"another app":           {app, signed(func(u *userSig) { u.SDKAppID++ }), chat.CodeUnauthenticated, "SDKAppID", "TLS.sdkappid"},
		"another version":       {app, signed(func(u *userSig) { u.Ver = "1.0" }), chat.CodeUnauthenticated, "wrong", "TLS.sig"},
		"another secret":        {app, forged, chat.CodeUnauthenticated, "wrong", "TLS.sig"},
		"an app without secret": {empty, signed(func(*userSig) {}), chat.CodeUnauthenticated, "wrong", "TLS.sig"},
		"cut off":               {app, vector[:len(vector)-8], chat.CodeUnauthenticated, "wrong", ""},
		"no UserSig":            {app, "hello", chat.CodeUnauthenticated, "wrong", ""},
		"empty":                 {app, "", chat.CodeUnauthenticated, "wrong", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := VerifyUserSig(tt.app, "ann", tt.sig, vectorTime)
			e := wantCode(t, err, tt.code, vectorSecret)
			if e != nil && !strings.Contains(e.Message, tt.says) {
				t.Errorf("%q does not say %q", e.Message, tt.says)
			}
			if e != nil && e.Field != tt.field {
				t.Errorf("%q is what is wrong, not %q", e.Field, tt.field)
			}
		})
	}
}

func TestVerifyUserSig_DoesNotInflateABomb(t *testing.T) {
	w := newWorld(t)
	for _, size := range []int{maxUserSig - 100, maxUserSig + 1, 5 << 20} {
		bomb := packBytes([]byte(`{"TLS.ver":"2.0","TLS.sig":"` + strings.Repeat("A", size) + `"}`))
		if _, ok := parseUserSig(bomb); ok != (size < maxUserSig) {
			t.Errorf("%d bytes: taken for a UserSig: %v", size, ok)
		}
		_, err := VerifyUserSig(w.apps[0], "ann", bomb, vectorTime)
		wantCode(t, err, chat.CodeUnauthenticated)
	}
}

func TestLogin_ByUserSig(t *testing.T) {
	w := newWorld(t)
	caller, err := w.Login(t.Context(), Credentials{User: "xiaojun", Password: vector, Platform: "wechat", Device: "d"})
	wantCode(t, err, "")
	want := chat.Caller{App: "default", User: "xiaojun", Expires: vectorTime.Add(24 * time.Hour).UnixMilli(), Platform: "wechat", Device: "d"}
	if caller != want {
		t.Errorf("got %+v, want %+v", caller, want)
	}
	_, err = w.login("ann", vector, "")
	wantCode(t, err, chat.CodeUnauthenticated)
	w.pass(25 * time.Hour)
	_, err = w.login("xiaojun", vector, "")
	wantCode(t, err, chat.CodeTokenExpired)
}

func TestIssueUserSig_LivesAfterARevocationInTheSameSecond(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	w.pass(200 * time.Millisecond)
	before, _, err := w.IssueUserSig(w.apps[0], "ann", 0)
	wantCode(t, err, "")
	w.revokeAll("ann")
	after, expires, err := w.IssueUserSig(w.apps[0], "ann", time.Hour)
	wantCode(t, err, "")
	_, err = w.login("ann", before, "")
	wantCode(t, err, chat.CodeTokenRevoked)
	caller, err := w.login("ann", after, "")
	wantCode(t, err, "")
	if caller.Expires != expires.UnixMilli() {
		t.Errorf("expires %d, want %d", caller.Expires, expires.UnixMilli())
	}
}
