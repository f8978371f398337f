package sdk_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/hongyan-im/hongyan/sdk"
)

var path = regexp.MustCompile(`^([A-Za-z0-9-]+/)?[A-Za-z0-9-]+\.m?js$`)

func TestFiles_AreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range sdk.Files() {
		if seen[f.Path] || !path.MatchString(f.Path) || f.About == "" {
			t.Errorf("%q: twice, no plain path, or nothing is said of it", f.Path)
		}
		seen[f.Path] = true
		one, tag := f.Bake(sdk.Address{Servers: []string{"https://a.example"}, App: "default"})
		two, other := f.Bake(sdk.Address{Servers: []string{"https://b.example"}, App: "default"})
		if len(one) < 100 || bytes.Equal(one, two) != (tag == other) {
			t.Errorf("%s: %d bytes, tags %s and %s", f.Path, len(one), tag, other)
		}
		if bytes.Contains(one, []byte("%hongyan-")) {
			t.Errorf("%s: a place for an address is left", f.Path)
		}
	}
}

// What is baked is code: no address may be more than a string there.
func TestBake_HostileAddressIsAString(t *testing.T) {
	hostile := sdk.Address{Servers: []string{"\"+alert(1)+\"\\\n\u2028</script><!--`${x}"}, App: "'\"\r\\"}
	for _, f := range sdk.Files() {
		plain, _ := f.Bake(sdk.Address{})
		content, _ := f.Bake(hostile)
		if bytes.Equal(plain, content) {
			continue // it has no place for one
		}
		at := bytes.Index(plain, []byte(`"{\"servers\":null}"`))
		if at < 0 || !bytes.HasPrefix(content, plain[:at]) {
			t.Fatalf("%s: another place than the address changed", f.Path)
		}
		var text string
		d := json.NewDecoder(bytes.NewReader(content[at:]))
		if err := d.Decode(&text); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		var got sdk.Address
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Servers[0] != hostile.Servers[0] || got.App != hostile.App {
			t.Errorf("%s: %v %v", f.Path, got, err)
		}
		end := at + int(d.InputOffset())
		if !bytes.HasSuffix(plain, content[end:]) || bytes.ContainsAny(content[at:end], "<>\n\r\u2028\u2029") {
			t.Errorf("%s: the string may end early: %s", f.Path, content[at:end])
		}
	}
}
