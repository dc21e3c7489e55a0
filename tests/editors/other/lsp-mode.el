;;; lsp-mode.el --- the flow of emacs.el in lsp-mode  -*- lexical-binding: t -*-

(require 'lsp-lens)
(require 'lsp-diagnostics)

(defun cot-lsp-start ()
  "Do what `lsp-deferred' left for the time when the buffer is seen."
  (unless lsp-mode (lsp--init-if-visible))
  (cot-wait "a connection" (lambda () (and (lsp-workspaces) (eq (lsp--workspace-status (car (lsp-workspaces))) 'initialized)))))

(defun cot-lsp-hover ()
  "What the command that describes the thing at point shows in its window."
  (when (get-buffer "*lsp-help*") (kill-buffer "*lsp-help*"))
  (save-selected-window (lsp-describe-thing-at-point))
  (and (get-buffer "*lsp-help*")
       (with-current-buffer "*lsp-help*" (cot-visible (buffer-string)))))

(defun cot-lsp-actions ()
  "Ask for the code actions at point as the key does."
  (call-interactively #'lsp-execute-code-action))

(defun cot-lsp-lenses ()
  "The titles of the lenses that are drawn in this buffer."
  (lsp-lens-refresh t)
  (accept-process-output nil 0.05)
  (apply #'append
         (mapcar (lambda (overlay)
                   (split-string (string-trim (substring-no-properties (or (overlay-get overlay 'before-string)
                                                                            (overlay-get overlay 'after-string) "")))
                                 "|" t "[ \n]+"))
                 lsp-lens--overlays)))

(setq cot-lenses #'cot-lsp-lenses
      cot-code (lambda (diagnostic) ; Flymake is not told of it
                 (seq-some (lambda (d) (and (equal (lsp:diagnostic-message d) (flymake-diagnostic-text diagnostic)) (lsp:diagnostic-code? d)))
                           (lsp--get-buffer-diagnostics)))
      lsp-auto-execute-action nil) ; a menu of one is a menu
(cot-play (car (split-string (lsp-version) ",")) #'cot-lsp-start #'cot-lsp-hover #'cot-lsp-actions)
