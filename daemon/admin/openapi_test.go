package admin_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func documented(t *testing.T, r *http.Request, rec *httptest.ResponseRecorder) {}
