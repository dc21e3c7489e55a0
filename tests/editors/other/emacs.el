;;; emacs.el --- what a person does in Emacs, and what Emacs shows  -*- lexical-binding: t -*-
;; Loaded after the page's configuration and before eglot.el or lsp-mode.el, which say how each of them is asked.
;; Environment: SEEN (file for the steps, one JSON object each), LOG (session log), REST (file with the lines that the agent appends).

(require 'json)
(require 'seq)
(require 'flymake)

(defconst cot-root default-directory "The workspace, in which Emacs was started.")
(defvar cot-lenses nil "Function that answers the titles of the lenses drawn, or nil where the client draws none.")
(defvar cot-code nil "Function that answers the code of a Flymake diagnostic.")
(defvar cot-quiet nil "Function that sets `minSeverity' to critical.")
(defvar cot-offered nil "The titles of the last menu of code actions.")
(defvar cot-wanted nil "How the title of the code action to choose begins.")

(defun cot-step (name seen)
  "Write down that at step NAME there was SEEN."
  (let ((coding-system-for-write 'utf-8))
    (write-region (concat (json-encode `((step . ,name) (seen . ,seen))) "\n") nil (getenv "SEEN") t 'silent)))

(defun cot-wait (what test)
  "Let messages of the server in until TEST answers something; WHAT says what is waited for."
  (let ((until (+ (float-time) 20)) found)
    (while (not (setq found (funcall test)))
      (when (> (float-time) until) (error "Waited 20 s for: %s" what))
      (accept-process-output nil 0.02))
    found))

(defun cot-go-to (file line start)
  "Visit FILE at LINE, and begin with START what Emacs begins when a person sees the buffer."
  (switch-to-buffer (find-file-noselect (expand-file-name file cot-root)))
  (goto-char (point-min))
  (forward-line (1- line))
  (forward-char 4)
  (funcall start))

(defun cot-diagnostics ()
  "The diagnostics that Flymake shows in this buffer."
  (unless flymake-mode (flymake-mode 1))
  (flymake-start)
  (mapcar (lambda (d)
            `((line . ,(line-number-at-pos (flymake-diagnostic-beg d)))
              (code . ,(funcall cot-code d))
              (message . ,(flymake-diagnostic-text d))))
          (flymake-diagnostics)))

(defun cot-visible (text)
  "TEXT as it looks: without what is hidden of it."
  (mapconcat (lambda (i) (if (get-text-property i 'invisible text) "" (string (aref text i))))
             (number-sequence 0 (1- (length text))) ""))

(defun cot-confirmed ()
  "The diagnostics once they tell that the flag was confirmed."
  (let ((found (cot-diagnostics)))
    (and found (string-match-p "Confirmed: " (cdr (assq 'message (car found)))) found)))

(defun cot-said ()
  "The message that tells where the answer was written."
  (with-current-buffer (messages-buffer)
    (save-excursion
      (goto-char (point-max))
      (and (re-search-backward "is written to .*" nil t) (match-string 0)))))

(advice-add 'completing-read :override
            (lambda (_prompt collection &rest _)
              (setq cot-offered (mapcar (lambda (entry) (if (consp entry) (car entry) entry)) collection))
              (seq-find (lambda (title) (string-prefix-p cot-wanted title)) cot-offered)))

(defun cot-choose (beginning actions)
  "Choose by ACTIONS the code action that begins with BEGINNING; answer all that were offered."
  (setq cot-wanted beginning cot-offered nil)
  (ignore-errors (funcall actions)) ; no choice is an error to some
  (vconcat cot-offered))

(defun cot-play (version start hover actions)
  "Play the whole flow in the client VERSION: START it, HOVER answers the text, ACTIONS asks for code actions."
  (condition-case problem
      (progn
        (cot-step "version" (format "%s, Emacs %s" version emacs-version))
        (cot-go-to "tests/test_cart.py" 5 start)
        (cot-step "diagnostics" (cot-wait "a diagnostic" #'cot-diagnostics))
        (cot-step "hover" (cot-wait "the card" hover))
        (when cot-lenses
          (cot-step "lenses" (vconcat (cot-wait "the flag's lenses and one that explains"
                                                (lambda () (let ((found (funcall cot-lenses))) (and (nthcdr 4 found) found)))))))
        ;; The flag's are there at once, the last one when the file has been placed line by line.
        (cot-step "actions" (cot-wait "all actions"
                                      (lambda ()
                                        (let ((found (cot-choose "nothing: " actions)))
                                          (and (seq-contains-p found "Why is this line here?") found)))))
        (cot-choose "Confirm: " actions)
        (cot-step "confirmed" (cot-wait "the confirmed diagnostic" #'cot-confirmed))

        (cot-go-to "tests/test_discount.py" 4 start)
        (cot-step "before the agent goes on" (vconcat (cot-diagnostics)))
        (let ((coding-system-for-read 'utf-8) (coding-system-for-write 'utf-8))
          (with-temp-buffer
            (insert-file-contents (getenv "REST"))
            (write-region nil nil (getenv "LOG") t 'silent)))
        (cot-step "live" (cot-wait "a live diagnostic" #'cot-diagnostics))

        (cot-go-to "shop/cart.py" 9 start)
        (cot-step "why hover" (cot-wait "the card of an unflagged line" hover))
        (when cot-lenses (cot-step "why lenses" (vconcat (cot-wait "a lens that explains" cot-lenses))))
        (cot-step "why actions" (cot-choose "Why is this line here?" actions))
        (cot-step "why" (cot-wait "the answer" #'cot-said))

        (kill-buffer "test_cart.py")
        (cot-go-to "tests/test_cart.py" 5 start)
        (cot-step "opened again" (cot-wait "the diagnostic of a file that is opened again" #'cot-diagnostics))
        (when cot-quiet
          (funcall cot-quiet)
          (cot-step "quiet" (cot-wait "no diagnostic" (lambda () (and (null (cot-diagnostics)) t)))))
        (cot-step "messages" (with-current-buffer (messages-buffer) (buffer-string)))
        (kill-emacs 0))
    (error
     (cot-step "failed" (format "%s\n%s" (error-message-string problem) (with-current-buffer (messages-buffer) (buffer-string))))
     (kill-emacs 1))))
