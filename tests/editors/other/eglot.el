;;; eglot.el --- the flow of emacs.el in eglot  -*- lexical-binding: t -*-

(require 'lisp-mnt)

(defun cot-eglot-start ()
  "Do what `eglot-ensure' left for the first command."
  (run-hooks 'post-command-hook)
  (cot-wait "a connection" #'eglot-current-server)
  (setq eglot-send-changes-idle-time 0))

(defun cot-eglot-hover ()
  "What ElDoc shows in the echo area or in its buffer."
  (let (told)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq told text)))
    (with-timeout (1 nil)
      (while (not told) (accept-process-output nil 0.02)))
    (and told (cot-visible told))))

(defun cot-eglot-actions ()
  "Ask for the code actions at point as the key does."
  (let ((last-nonmenu-event ?a))
    (eglot-code-actions (point) nil nil t)))

(setq cot-code (lambda (diagnostic)
                 (let ((text (flymake-diagnostic-text diagnostic)))
                   (and (string-match "\\[\\([A-Z0-9]+\\)\\]" text) (match-string 1 text))))
      cot-quiet (lambda ()
                  (setq-default eglot-workspace-configuration '(:cotlens (:minSeverity "critical")))
                  (eglot-signal-didChangeConfiguration (eglot-current-server))))
(cot-play (format "eglot %s" (lm-version (locate-library "eglot.el" t)))
          #'cot-eglot-start #'cot-eglot-hover #'cot-eglot-actions)
