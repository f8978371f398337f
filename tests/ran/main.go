// Command ran tells whether every test that a page names has run and passed.
//
//	go test -json ./... >log; go run ./tests/ran log docs/FEATURES.md
//
// On a machine that cannot run one, and skips it, it says so; with CI=true in the environment that is a failure too.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"slices"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("use: ran LOG PAGE")
	}
	outcomes, err := read(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	page, err := os.ReadFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	names := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(string(page), -1)
	slices.Sort(names)
	names = slices.Compact(names)
	passed, wrong := 0, 0
	for _, name := range names {
		switch outcome := outcomes[name]; outcome {
		case "pass":
			passed++
			continue
		case "skip":
			if os.Getenv("CI") == "true" {
				wrong++
			}
		default:
			wrong++
		}
		fmt.Printf("%s names %s: %s\n", os.Args[2], name, cmp.Or(outcomes[name], "did not run"))
	}
	fmt.Printf("%d of the %d tests that %s names ran and passed\n", passed, len(names), os.Args[2])
	if wrong > 0 {
		os.Exit(1)
	}
}

// read gives what became of each test: pass, fail or skip.
func read(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	outcomes := make(map[string]string)
	for d := json.NewDecoder(f); ; {
		var event struct{ Action, Test string }
		if err := d.Decode(&event); errors.Is(err, io.EOF) {
			return outcomes, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s is no output of go test -json: %w", path, err)
		}
		switch event.Action {
		case "pass", "fail", "skip":
			outcomes[event.Test] = event.Action
		}
	}
}
