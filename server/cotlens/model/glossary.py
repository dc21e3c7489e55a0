"""Beginnings of German, French, Spanish and Japanese words, each with the English word that says the same of work on programs.

Lists only: verbs of changing, things that are changed, how they stand, how people forbid and own up (`tongues`).
A stop behind a word says that nothing longer begins with it.
"""

from __future__ import annotations

from typing import Final

GERMAN: Final = """
bitte please|nicht don't|kein no|nie never|niemals never|ohne without|statt instead|anstatt instead|lass leave|lasse leave|drin in|
sondern but|lösch delete|gelösch deleted|entfern remove|wegwerf remove|rauswerf remove|rauswirf remove|raus out|weg away|
rausnehm remove|ausnehm exclude|ausgenommen excluded|ausschließ exclude|ausgeschloss excluded|ignorier ignore|überspring skip|
übersprung skipped|auslass skip|deaktivier disable|abschalt disable|abgeschalt disabled|ausschalt disable|ausgeschalt disabled|
lockern loosen|gelockert loosened|erlaub allow|zulass allow|zugelassen allowed|änder change|geänder changed|anpass adjust|
angepass adjusted|aktualisier update|umstell change|umgestell changed|umbenenn rename|umbenannt renamed|ersetz replace|ersetzt replaced|
verschieb move|verschoben moved|erzeug generate|generier generate|neu new|regenerier regenerate|zurücksetz reset|zurückgesetz reset|
verwerf discard|verworfen discarded|wiederherstell restore|wiederhergestell restored|gemacht made|erstell create|hinzufüg add|
ergänz add|schreib write|geschrieben written|lies read|lösung solution|tests tests|erwart expect|erwartung expectation|prüfung check|
prüf check|geprüf checked|regel rule|regeln rules|warnung warning|warnungen warnings|schwelle threshold|abdeckung coverage|grenze limit|
senk lower|gesenk lowered|erhöh raise|erhöht raised|heb raise|datei file|dateien files|ordner folder|zeile row|zeilen rows|
spalte column|tabelle table|datenbank database|daten data|zweig branch|konfig config|einstellung setting|einstellungen settings|
berechtigung permission|rechte permissions|passwort password|schlüssel key|geheim secret|anmeld login|zugriff access|zugang access|
benutzer user|nutzer user|kunde customer|fehler error|fehlschlag fail|fehlgeschlagen failed|schlägt fails|scheiter fail|
gescheitert failed|kaputt broken|falsch wrong|geht works|läuft runs|grün green|offen open|bekannt known|vorher before|schon already|
auch also|noch still|vorübergehend temporary|vorläufig temporary|platzhalter placeholder|attrappe stub|fest fixed|beispiel example|
einspiel deploy|ausroll deploy|veröffentlich publish|hochlad upload|schick send|sende send|einheck commit|überschreib overwrite|
überschrieb overwrote|erzwing force|erzwungen forced|verlauf history|historie history|aufräum clean|aufgeräum cleaned|stopp stop|
beend stop|abbrech abort|umgeh bypass|umgang bypass|nachweis proof|weil because|deshalb therefore|soll should|sollen should|darf may|
darfst may|muss must|kannst can|möcht want|willst want|frage question|fehlt missing|fehlen missing|ungeprüft unverified|unsicher unsure|
vermutlich probably|wahrscheinlich probably|übrig left|bleib stays|geblieben stayed|abgelehnt refused|verweigert denied|wenn if|
falls if|mach. make|mache make|machst make|test. test|rot. red|tot. dead|leer. empty|leere empty
"""
FRENCH: Final = """
supprim remove|efface delete|effacer delete|effacé deleted|enlev remove|enlèv remove|retir remove|jette drop|jeter drop|vire drop|
virer drop|ignor ignore|exclu exclude|exclure exclude|désactiv disable|saut skip|assoupl loosen|relâch loosen|autoris allow|
permet allow|permis allowed|chang change|modifi change|adapt adapt|ajust adjust|mets put|mettre put|mis put|actualis update|
renomm rename|remplac replace|déplac move|régénèr regenerate|régénér regenerate|regénér regenerate|génèr generate|génér generate|
réinitialis reset|annul revert|restaur restore|remis restored|remets restore|rétabli restore|crée create|créer create|ajout add|
écri write|écrire write|teste test|tests tests|attente expectation|attentes expectations|attend expect|attendu expected|vérifi check|
règle rule|règles rules|avertissement warning|avertissements warnings|seuil threshold|couverture coverage|limite limit|baiss lower|
abaiss lower|augment raise|relev raise|fichier file|fichiers files|dossier folder|ligne row|lignes rows|colonne column|donnée data|
données data|branche branch|config config|réglage setting|réglages settings|droit permission|droits permissions|mot word|clé key|
clés keys|secret secret|connexion login|accès access|utilisateur user|client customer|erreur error|erreurs errors|échou fail|
échec failure|échecs failures|cassé broken|faux wrong|mort dead|rouge red|vert green|ouvert open|connu known|avant before|déjà already|
aussi also|encore still|reste remains|provisoire temporary|temporaire temporary|bouchon stub|exemple example|déploi deploy|
déploy deploy|envoi send|envoy send|pouss push|commit commit|écras overwrite|forc force|historique history|nettoi clean|nettoy clean|
arrêt stop|contourn bypass|sans without|pas don't|jamais never|plutôt rather|lieu instead|parce because|donc therefore|dois must|
doit must|faut must|peux can|peut can|voudrais want|veux want|propos propose|question question|manqu missing|non not|incertain unsure|
probablement probably|refus refuse|interdi forbidden|couleur colour|si if|quand when|nouveau new|nouvelle new|nouveaux new|toutes all|
tous all|base. database|publie publish|publier publish|vide. empty|jour. date|test. test|casse. breaks|met. put
"""
SPANISH: Final = """
borr delete|elimin remove|quit remove|ignor ignore|exclu exclude|excluye exclude|desactiv disable|deshabilit disable|omit skip|
relaj loosen|afloj loosen|permit allow|autoriz allow|cambi change|modific change|adapt adapt|ajust adjust|actualiz update|
renombr rename|reemplaz replace|sustitu replace|muev move|mueve move|mover move|regener regenerate|restablec reset|revert revert|
deshaz undo|restaur restore|crea create|crear create|agreg add|añad add|escrib write|prueba test|pruebas tests|test test|tests tests|
esper expect|expectativa expectation|expectativas expectations|comprob check|comprueb check|verific check|regla rule|reglas rules|
aviso warning|avisos warnings|umbral threshold|cobertura coverage|límite limit|baj lower|aument raise|archivo file|archivos files|
fichero file|ficheros files|carpeta folder|fila row|filas rows|columna column|tabla table|datos data|rama branch|config config|
ajustes settings|permiso permission|permisos permissions|contraseña password|clave key|claves keys|secreto secret|acceso access|
usuario user|cliente customer|error error|errores errors|roto broken|incorrect wrong|muerto dead|rojo red|verde green|abierto open|
conocido known|antes before|ya already|también also|todavía still|queda remains|quedan remain|temporal temporary|provisional temporary|
ejemplo example|despleg deploy|desplieg deploy|commit commit|sobrescrib overwrite|forz force|fuerz force|historial history|
historia history|limpi clean|detén stop|esquiv bypass|sin without|no don't|nunca never|jamás never|lugar instead|porque because|
debe must|debes must|puedes can|puede can|quiero want|propon propose|pregunta question|falta missing|faltan missing|
probablemente probably|rechaz refuse|prohib forbidden|si if|cuando when|nuevo new|nueva new|todos all|todas all|duplicad duplicate|
base. database|publica publish|publíc publish|envía send|enviar send|genera. generate|generar generate|sube raise|subir raise|
súbe raise|vacía empty|vacío empty|tira drop|saca remove|parar stop|fallo fail|falla. fails|fallan fail|salta skip|mal. wrong
"""
JAPANESE: Final = """
しないで don't|ないで don't|しません don't|触らない don't touch|いけない don't|禁止 forbidden|なしで without|せずに without|
代わりに instead|決して never|削除 delete|消して delete|消した deleted|消す delete|取り除 remove|外して remove|外した removed|
除外 exclude|無視 ignore|スキップ skip|飛ばし skip|飛ばす skip|無効 disable|止めて stop|止める stop|停止 stop|緩め loosen|緩和 loosen|
許可 allow|許す allow|変更 change|変えて change|変え change|書き換え rewrite|書き直 rewrite|修正 fix|直して fix|直した fixed|
更新 update|置き換え replace|置換 replace|移動 move|移し move|改名 rename|リネーム rename|再生成 regenerate|生成 generate|
作り直 recreate|リセット reset|戻して revert|戻した reverted|元に戻 revert|復元 restore|作成 create|作って create|追加 add|書いて write|
テスト test|期待値 expectation|期待 expect|スナップショット snapshot|検知 detect|検査 check|確認 check|検証 check|ルール rule|規則 rule|
警告 warning|しきい値 threshold|閾値 threshold|カバレッジ coverage|上限 limit|下げ lower|上げ raise|ファイル file|フォルダ folder|
ディレクトリ folder|行 row|列 column|テーブル table|データベース database|データ data|ブランチ branch|設定 settings|権限 permission|
パスワード password|鍵 key|キー key|秘密 secret|ログイン login|認証 auth|アクセス access|ユーザー user|顧客 customer|エラー error|
失敗 fail|落ち fail|壊れ broken|間違 wrong|誤検知 false positive|不具合 bug|問題 problem|未対応 not done|未確認 unverified|既知 known|
以前 before|前から before|既に already|すでに already|仮 temporary|一時的 temporary|ダミー stub|例 example|デプロイ deploy|
リリース release|公開 publish|送信 send|送って send|プッシュ push|コミット commit|上書き overwrite|強制 force|履歴 history|掃除 clean|
空 empty|回避 bypass|迂回 bypass|ので because|から because|必要 need|してください please|して please|ください please|お願い please|
欲しい want|ほしい want|たい want|質問 question|不足 missing|おそらく probably|たぶん probably|拒否 refuse|もし if|とき when|場合 when|
フック hook|遅い slow|速い fast|高速 fast|キャッシュ cache|ログ log|依存 dependency|移行 migrate|全部 all|すべて all|成功 success
"""
