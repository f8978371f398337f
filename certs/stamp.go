package certs

import (
	"os"
	"slices"
)

// stamps tell whether files have changed: written to, replaced, or reached by another link, as Kubernetes does it.
type stamps []os.FileInfo

// stamp looks at the files; one that is not there has nil.
func stamp(files []string) stamps {
	all := make(stamps, len(files))
	for i, name := range files {
		if info, err := os.Stat(name); err == nil {
			all[i] = info
		}
	}
	return all
}

func (s stamps) equal(other stamps) bool {
	return slices.EqualFunc(s, other, func(a, b os.FileInfo) bool {
		if a == nil || b == nil {
			return a == nil && b == nil
		}
		return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
	})
}
