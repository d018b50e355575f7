package admin

import "net/http"

type page struct{}

func newPage() (*page, error) { return &page{}, nil }

func (s *Server) servePage(w http.ResponseWriter, r *http.Request) error    { return nil }
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) error    { return nil }
func (s *Server) serveOpenAPI(w http.ResponseWriter, r *http.Request) error { return nil }
