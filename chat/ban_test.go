package chat_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestBan_NetworksAreReadAsMeant(t *testing.T) {
	k := newTalk(t)
	root := chat.Caller{Server: true}
	for given, kept := range map[string]string{
		"203.0.113.9": "203.0.113.9", "203.0.113.9/32": "203.0.113.9", "10.1.2.3/8": "10.0.0.0/8", "::ffff:192.0.2.1": "192.0.2.1", "::ffff:192.0.2.0/120": "192.0.2.0/24",
		"2001:db8::7": "2001:db8::7", "2001:db8::7/32": "2001:db8::/32", " 198.51.100.1 ": "198.51.100.1",
	} {
		if b, err := k.BanAddress(context.Background(), root, given, time.Time{}, ""); err != nil || b.Address != kept {
			t.Errorf("%q is kept as %q: %v", given, b.Address, err)
		}
	}
	banned, err := k.BannedNetworks()
	k.must(err)
	for ip, out := range map[string]bool{
		"203.0.113.9": true, "203.0.113.10": false, "10.255.0.1": true, "192.0.2.200": true, "::ffff:203.0.113.9": true, "2001:db8:1::1": true, "2001:db9::1": false, "": false, "nobody": false,
	} {
		if err := banned.MayCome(ip, k.now); (chat.AsErrorCode(err) == chat.CodeBanned) != out {
			t.Errorf("%q: %v", ip, err)
		}
	}
	for _, bad := range []string{"", "x", "10.0.0.0/33", "10.0.0", "fe80::1%eth0", "10.0.0.1-10.0.0.9"} {
		if _, err := k.BanAddress(context.Background(), root, bad, time.Time{}, ""); chat.AsErrorCode(err) != chat.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestBan_EndsAndIsForgotten(t *testing.T) {
	k := newTalk(t, "ann")
	ctx, root := context.Background(), chat.Caller{Server: true}
	for i := range 600 { // more than one command removes
		_, err := k.BanClient(ctx, theKey(), fmt.Sprint("c", i), k.now.Add(time.Minute), "for a while")
		k.must(err)
	}
	_, err := k.BanAddress(ctx, root, "10.0.0.0/8", k.now.Add(time.Minute), "")
	k.must(err)
	_, err = k.BanClient(ctx, theKey(), "c7", time.Time{}, "for good")
	k.must(err)
	if e := chat.AsError(k.ClientMayCome("default", "c1")); e.Code != chat.CodeBanned || e.Until != k.now.Add(time.Minute).UnixMilli() {
		t.Fatal(e)
	}
	k.now = k.now.Add(time.Minute)
	k.must(k.ClientMayCome("default", "c1"))
	if chat.AsErrorCode(k.ClientMayCome("default", "c7")) != chat.CodeBanned {
		t.Error("c7 may come")
	}
	banned, err := k.BannedNetworks()
	k.must(err)
	k.must(banned.MayCome("10.0.0.1", k.now))
	k.must(k.Purge(ctx))
	if left := append(k.log.Keys("default/clientban/"), k.log.Keys("/addressban/")...); len(left) != 1 {
		t.Fatal(left)
	}
	bans, next, err := k.Bans(theKey(), "", 0)
	if err != nil || next != "" || len(bans) != 1 || bans[0].Client != "c7" || bans[0].Reason != "for good" {
		t.Fatal(bans, next, err)
	}
}

func TestBan_IsListedInPages(t *testing.T) {
	k := newTalk(t)
	ctx, root := context.Background(), chat.Caller{Server: true}
	for i := range 4 {
		_, err := k.BanAddress(ctx, root, fmt.Sprint("10.0.0.", i), time.Time{}, "")
		k.must(err)
	}
	bans, next, err := k.Bans(root, "", 3)
	if err != nil || len(bans) != 3 || next == "" {
		t.Fatal(bans, next, err)
	}
	if bans, next, err = k.Bans(root, next, 3); err != nil || len(bans) != 1 || next != "" {
		t.Fatal(bans, next, err)
	}
}

// A full list takes what it has, and no more.
func TestBan_HasItsLimit(t *testing.T) {
	k := newTalk(t)
	ctx := context.Background()
	full := map[string][]byte{}
	for i := range chat.MaxClientBans {
		full[fmt.Sprint("default/clientban/c", i)] = fmt.Appendf(nil, `{"client":"c%d","created":1}`, i)
	}
	k.log.Put(full)
	if _, err := k.BanClient(ctx, theKey(), "one more", time.Time{}, ""); chat.AsErrorCode(err) != chat.CodeTooMany {
		t.Fatal(err)
	}
	_, err := k.BanClient(ctx, theKey(), "c5", time.Time{}, "again")
	k.must(err)
	k.must(k.UnbanClient(ctx, theKey(), "c5"))
	_, err = k.BanClient(ctx, theKey(), "one more", time.Time{}, "")
	k.must(err)
}
