package chat

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParseDraft(f *testing.F) {
	for _, s := range []string{`hello`, `{"body":{"text":"x"}}`, `{"cid":"a\"b","type":"txt","body":{"text":"\u4f60"},"ext":{"a":[1,{"b":2}]}}`, `{"a":1`, `{}`, ` { "store" : false , "body":{"a":"}"}} `, `{"cid":"1","cid":"2"}`, `{"cid":7}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		d, err := ParseDraft(UserAddress("bob"), payload)
		if err != nil {
			return
		}
		if !utf8.Valid(payload) || len(payload) > MaxMessage {
			t.Fatal("taken")
		}
		if !isObject(payload) {
			var b struct {
				Text string `json:"text"`
			}
			if json.Unmarshal(d.Body, &b) != nil || b.Text != string(payload) {
				t.Fatalf("%q became %s", payload, d.Body)
			}
			return
		}
		var same map[string]json.RawMessage
		if err := json.Unmarshal(payload, &same); err != nil {
			t.Fatalf("%q is taken, and is no JSON: %v", payload, err)
		}
		var cid string
		if raw, ok := same["cid"]; ok && json.Unmarshal(raw, &cid) == nil && cid != d.CID && !bytes.Contains(payload, []byte(`\u`)) {
			t.Fatalf("%q: cid %q, want %q", payload, d.CID, cid)
		}
		if d.check() == nil {
			m := Message{ID: "x", CID: d.CID, From: "ann", To: d.To, Seq: 1, TS: 2, Type: d.Type, Body: d.Body, Ext: d.Ext}
			back, err := DecodeMessage(appendMessage(nil, &m))
			if err != nil || back.CID != m.CID || !bytes.Equal(back.Body, m.Body) {
				t.Fatalf("%q does not come back: %+v %v", payload, back, err)
			}
		}
	})
}

func TestParseDraft_TakesJSONAsDeepAsItCanBeRead(t *testing.T) {
	for _, deep := range []int{maxDepth - 1, maxDepth} {
		payload := []byte(`{"body":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + `}`)
		_, err := ParseDraft(UserAddress("bob"), payload)
		if taken := err == nil; taken != json.Valid(payload) {
			t.Errorf("depth %d: taken %t", deep+1, taken)
		}
	}
}

// FuzzMembers holds what decides about each message against encoding/json, which reads it later.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{`{}`, ` {"a":[1,-0.5e+7,"\u00e4\n",{"b":null,"":true}],"c":false} `, `{"a":01}`, `{"a":-}`, `{"a":1.}`, `{"a":1e}`, `{"a":"\x"}`, `{"a":"\u12g4"}`, `{"a" 1}`, `{"a":1,}`, `{"a":[1,]}`, `{"a":tru}`, `{"a":"`, `{"a":1}}`, "{\"a\":\"\n\"}", `[1]`, `7`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		last := map[string]string{}
		valid := members(b, func(name, value []byte) bool {
			last[string(name)] = string(value)
			return true
		})
		if want := isObject(b) && json.Valid(b); valid != want {
			t.Fatalf("%q: valid %t, want %t", b, valid, want)
		}
		if !valid || bytes.ContainsRune(b, '\\') || !utf8.Valid(b) {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(b, &want); err != nil || len(want) != len(last) {
			t.Fatalf("%q: %d members, want %d, %v", b, len(last), len(want), err)
		}
		for name, value := range want {
			if last[name] != string(value) {
				t.Fatalf("%q: %q is %q, want %q", b, name, last[name], value)
			}
		}
	})
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Add((&head{seq: 3, by: "ann", mine: sent{count: 2, cids: []byte("cids")}}).append(nil))
	f.Add((&message{pos: 1, from: "ann", payload: []byte("{}")}).encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := decodeMessage(b); err == nil {
			if again, err := decodeMessage(m.encode()); err != nil || again.from != m.from || !bytes.Equal(again.payload, m.payload) {
				t.Fatalf("%+v becomes %+v %v", m, again, err)
			}
		}
		_, _ = decodeView(b) // must not panic
		var h, again head
		if h.decode(b) != nil {
			return
		}
		if stored := h.append(nil); again.decode(stored) != nil || !bytes.Equal(again.append(nil), stored) {
			t.Fatalf("%+v becomes %+v", h, again)
		}
	})
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"user/bob", "group/g", "room/", "user/a~b", "user/a/b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := ParseAddress(s); err == nil && a.String() != s {
			t.Fatalf("%q is read as %s", s, a)
		}
	})
}

// addressed fills in what cannot be encoded empty.
func addressed(op reflect.Value) {
	for i := range op.NumField() {
		switch f := op.Field(i); {
		case f.Type() == reflect.TypeFor[Address]() && f.CanSet():
			f.Set(reflect.ValueOf(UserAddress("bob")))
		case f.Type() == reflect.TypeFor[target]():
			reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Interface().(*target).With = UserAddress("bob")
		}
	}
}

func TestCommands_AllSurviveEncoding(t *testing.T) {
	for name, make := range ops {
		c := Command{Version: 1, App: "a", At: 5, Op: make()}
		addressed(reflect.ValueOf(c.Op).Elem())
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(name, err)
		}
		var back Command
		if err := json.Unmarshal(b, &back); err != nil || reflect.TypeOf(back.Op) != reflect.TypeOf(c.Op) {
			t.Errorf("%s: %s: %v", name, b, err)
		}
	}
}

func TestConversation_IsTheSameForBoth(t *testing.T) {
	c := Between("bob", "ann")
	if c != Between("ann", "bob") || c.For("ann") != UserAddress("bob") || c.For("bob") != UserAddress("ann") {
		t.Fatal(c)
	}
	if self := Between("ann", "ann"); self.For("ann") != UserAddress("ann") {
		t.Fatal(self.For("ann"))
	}
}

func TestDraft_BodiesOfEachType(t *testing.T) {
	for _, c := range []struct {
		typ, body string
		ok        bool
	}{
		{"", `{"text":"x"}`, true}, {"txt", `{"text":1}`, false}, {"txt", `{}`, false}, {"txt", `[]`, false},
		{"img", `{"file":"x"}`, true}, {"img", `{"url":"https://x/y.png"}`, true}, {"img", `{}`, false},
		{"loc", `{"lat":31.2,"lng":121.5}`, true}, {"loc", `{"lat":91,"lng":0}`, false}, {"loc", `{"lat":1}`, false},
		{"cmd", `{}`, true}, {"custom", `{"a":1}`, true}, {"event", `{}`, false}, {"riddle", `{}`, false},
		{"combine", `{"messages":[{"type":"txt","body":{"text":"x"}}]}`, true}, {"combine", `{"messages":[]}`, false},
		{"combine", `{"messages":[{"type":"combine","body":{"messages":[]}}]}`, false},
	} {
		d := Draft{To: UserAddress("bob"), Type: c.typ, Body: json.RawMessage(c.body)}
		if err := d.check(); (err == nil) != c.ok {
			t.Errorf("%s %s: %v", c.typ, c.body, err)
		}
	}
}
