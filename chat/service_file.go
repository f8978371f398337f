package chat

import "context"

// AddFile makes a stored upload known; it gives it an id.
func (s *Service) AddFile(ctx context.Context, c Caller, f File) (File, error) {
	f.ID, f.Owner = s.newID(), c.User
	return do[File](ctx, s, c.App, &addFile{File: f}, 1024)
}

// File gives a file that the caller may read: its own, one that a message of its conversations names, or any with the
// app's key. Another's file is CodeNoFile, as if it were not there.
func (s *Service) File(c Caller, id string) (File, error) {
	return view1(s, func(r Reader) (File, error) {
		f, err := getFile(r, c.App, id)
		if err != nil || c.Admin {
			return f, err
		}
		may, err := mayReadFile(r, c.App, f, c.User)
		if err == nil && !may {
			err = Errorf(CodeNoFile, "there is no file %q", clip(id)).At("file")
		}
		return f, err
	})
}

// LinkedFile gives a file to whoever shows a signed address of it.
func (s *Service) LinkedFile(app AppName, id string) (File, error) {
	return view1(s, func(r Reader) (File, error) { return getFile(r, app, id) })
}

// RemoveFile forgets a file and its bytes when no other file has the same.
func (s *Service) RemoveFile(ctx context.Context, c Caller, id string) error {
	hashes, err := do[[]string](ctx, s, c.App, &removeFile{ID: id, User: c.User, Admin: c.Admin}, 256)
	if err == nil {
		s.dropContents(hashes)
	}
	return err
}
