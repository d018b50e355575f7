package daemon

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"posd/configs"
	"posd/daemon/admin"
)

// design shows and changes the template of receipts while the terminal runs.
type design struct {
	d  *Daemon
	mu sync.Mutex // one change, and one picture, at a time
}

// Template implements admin.Design.
func (e *design) Template() (admin.ReceiptTemplate, error) {
	path := e.d.cfg.Receipt.Template
	if path == "" {
		return admin.ReceiptTemplate{Text: string(configs.SampleTemplate())}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return admin.ReceiptTemplate{}, err
	}
	return admin.ReceiptTemplate{Path: path, Text: string(text), Version: versionOf(text)}, nil
}

// versionOf names a text, so that nobody overwrites what they have not seen.
func versionOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Preview implements admin.Design.
func (e *design) Preview(ctx context.Context, text, kind string) (admin.ReceiptPreview, error) {
	f, err := e.form(text)
	if err != nil {
		return admin.ReceiptPreview{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return admin.ReceiptPreview{}, ctx.Err()
	}
	p, err := preview(e.d.cfg, f, kind, e.d.parts.Now())
	if err != nil {
		return admin.ReceiptPreview{}, err
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, p.Picture); err != nil {
		return admin.ReceiptPreview{}, err
	}
	return admin.ReceiptPreview{Lines: p.Text, PNG: picture.Bytes()}, nil
}

// form reads a text as the template. What is wrong with it is an admin.TemplateError.
func (e *design) form(text string) (form, error) {
	path := e.d.cfg.Receipt.Template
	if path == "" {
		path = "receipt.toml"
	}
	t, err := configs.ParseTemplate(path, []byte(text))
	if err == nil {
		var f form
		if f, err = formWith(e.d.cfg, t); err == nil {
			return f, nil
		}
	}
	wrong, ok := errors.AsType[*configs.Error](err)
	if !ok {
		return form{}, err
	}
	var faults admin.TemplateError
	for _, f := range wrong.Faults {
		faults = append(faults, admin.TemplateFault{Line: f.Line, Key: f.Key, Problem: f.Problem, Cure: f.Hint})
	}
	return form{}, faults
}

// Save implements admin.Design. The file is never half written: the text is written aside, flushed and renamed, and only a text that
// can be printed with gets there. From then on receipts look like it; the next start reads the same file.
func (e *design) Save(text, version string) (admin.ReceiptTemplate, error) {
	path := e.d.cfg.Receipt.Template
	if path == "" {
		return admin.ReceiptTemplate{}, admin.ErrNoTemplate
	}
	f, err := e.form(text)
	if err != nil {
		return admin.ReceiptTemplate{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return admin.ReceiptTemplate{}, fmt.Errorf("%w: %w", admin.ErrNotSaved, err)
	}
	if err == nil && versionOf(old) != version {
		return admin.ReceiptTemplate{}, admin.ErrTemplateChanged
	}
	if err := replaceFile(path, []byte(text)); err != nil {
		return admin.ReceiptTemplate{}, fmt.Errorf("%w: %w", admin.ErrNotSaved, err)
	}
	e.d.setForm(f)
	return admin.ReceiptTemplate{Path: path, Text: text, Version: versionOf([]byte(text))}, nil
}

// replaceFile puts a new file at path, whole or not at all, whenever the power fails.
func replaceFile(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	aside, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(aside.Name()))
		}
	}()
	_, err = aside.Write(content)
	if err == nil {
		err = aside.Chmod(0o644) // as an editor would have left it
	}
	if err == nil {
		err = aside.Sync()
	}
	if err = errors.Join(err, aside.Close()); err != nil {
		return err
	}
	if err = os.Rename(aside.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a rename durable. Once the file has its new name nothing is taken back.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
