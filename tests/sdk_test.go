package tests

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hongyan-im/hongyan/api"
)

var update = flag.Bool("update", false, "write what is generated for the SDK instead of comparing it")

// TestSDK_HasAllOperationsOfUsers compares sdk/src/api with the OpenAPI document: a method for each operation that a
// user may call, with the types that the server has.
func TestSDK_HasAllOperationsOfUsers(t *testing.T) {
	needSDK(t)
	document := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(document, api.New(api.Options{Files: noFiles{}}).OpenAPI(), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"scripts/generate.mjs", document}
	if !*update {
		args = append(args, "--check")
	}
	inSDK(t, "node", args...)
}

// TestSDK_BuiltFilesAreWhatTheSourcesGive: the same sources give the same bytes, and those are committed.
func TestSDK_BuiltFilesAreWhatTheSourcesGive(t *testing.T) {
	freshSDK(t)
	c := exec.Command("git", "status", "--porcelain", "--ignored", "--", "dist", "miniprogram_dist", "LICENSE")
	c.Dir = filepath.Join("..", "sdk")
	if out, err := c.Output(); err == nil && strings.Contains(string(out), "!!") {
		t.Errorf("built files that git ignores are not committed:\n%s", out)
	}
}

// TestSDK_Parts runs sdk/test/unit: ordering, what waits to be sent, connecting, MQTT, the emulated hosts themselves,
// the built package.
func TestSDK_Parts(t *testing.T) {
	freshSDK(t)
	testFolderOfSDK(t, "unit", 5)
}

// TestSDK_SameScenesOnEveryHost runs sdk/test/scenes.test.mjs: the built SDK in a sandbox as strict as a phone, beside an
// emulation of each host, against a real server.
func TestSDK_SameScenesOnEveryHost(t *testing.T) {
	freshSDK(t)
	inSDK(t, "node", "--test", "--test-timeout=240000", "--test-force-exit", "test/scenes.test.mjs")
}

// TestSDK_Readme runs sdk/test/readme.test.mjs: the first lines of both READMEs, as they stand there.
func TestSDK_Readme(t *testing.T) {
	freshSDK(t)
	inSDK(t, "node", "--test", "--test-timeout=240000", "--test-force-exit", "test/readme.test.mjs")
}

// TestSDK_Easemob runs sdk/test/easemob: the face of that vendor's JavaScript API, each method by its effect at another
// client, what old code does on every host, and docs/FACES.md beside the methods.
func TestSDK_Easemob(t *testing.T) {
	freshSDK(t)
	testFolderOfSDK(t, "easemob", 5)
}

// TestSDK_Tencent runs sdk/test/tim: the face of that vendor's JavaScript API, the flow of its guide on every host, each
// method by its effect at another client, and docs/FACES.md beside the methods.
func TestSDK_Tencent(t *testing.T) {
	freshSDK(t)
	testFolderOfSDK(t, "tim", 8)
}

// TestSDK_Examples runs sdk/test/examples: the mini-programs below sdk/examples that need no builder, their pages drawn and
// touched, against a real server. `make test-sdk-heavy` builds and runs the others.
func TestSDK_Examples(t *testing.T) {
	freshSDK(t)
	inSDK(t, "node", "--test", "--test-timeout=120000", "--test-force-exit", "test/examples/native.test.mjs")
}

// TestSDK_Bake runs sdk/test/bake.test.mjs: the command of the npm package that writes files with an address in them, as
// who installed the package runs it.
func TestSDK_Bake(t *testing.T) {
	freshSDK(t)
	inSDK(t, "node", "--test", "--test-timeout=240000", "--test-force-exit", "test/bake.test.mjs")
}

// testFolderOfSDK runs the files of a folder below sdk/test, of which there are at least so many.
func testFolderOfSDK(t *testing.T, folder string, least int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "sdk", "test", folder, "*.test.mjs"))
	if err != nil || len(files) < least {
		t.Fatal(files, err)
	}
	args := []string{"--test", "--test-concurrency=2", "--test-timeout=120000", "--test-force-exit"}
	for _, file := range files {
		args = append(args, "test/"+folder+"/"+filepath.Base(file))
	}
	inSDK(t, "node", args...)
}

var checkedSDK = sync.OnceValues(func() (string, error) {
	c := exec.Command("node", "build/build.mjs", "--check")
	c.Dir = filepath.Join("..", "sdk")
	out, err := c.CombinedOutput()
	return string(out), err
})

// freshSDK builds the SDK anew, which checks its types, and compares it with what is committed: nothing runs on an SDK
// that is not what its sources say. It writes nothing, for other tests compile the files into the server meanwhile.
func freshSDK(t *testing.T) {
	t.Helper()
	needSDK(t)
	out, err := checkedSDK()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Log(out)
}

func needSDK(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", "sdk", "node_modules", "esbuild", "package.json")); err != nil {
		t.Fatal("sdk/node_modules is missing: run `make deps`, which runs `npm ci --prefix sdk`")
	}
}

func inSDK(t *testing.T, command string, args ...string) {
	t.Helper()
	binary, err := docsBinary()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(command, args...)
	c.Dir = filepath.Join("..", "sdk")
	c.Env = append(os.Environ(), "SDK_TEST_SERVER="+binary)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}
