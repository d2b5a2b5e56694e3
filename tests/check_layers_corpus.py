#!/usr/bin/env python3
"""Each forbidden line below is reported by check_layers.py, and each allowed one is not: a check that cannot fail is none.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import subprocess
import sys
import tempfile

FORBIDDEN = [
    ("engines/pg/a.cpp", '#include "engines/sql/statement.h"'),
    ("engines/pg/a.cpp", '#include "jobs/runner.h"'),
    ("engines/pg/a.cpp", "#include <QtWidgets/QLabel>"),
    ("engines/pg/a.cpp", "#include <QWidget>"),
    ("engines/pg/a.h", "#include <libpq-fe.h>"),
    ("engines/sql/a.cpp", "#include <libpq-fe.h>"),
    ("engines/pg/a.cpp", "#include <openssl/ssl.h>"),
    ("engines/sql/a.cpp", "#include <pcre2.h>"),
    ("engines/project/a.h", "#include <pcre2.h>"),
    ("base/a.cpp", '#include "engines/pg/session.h"'),
    ("jobs/a.cpp", '#include "widgets/grid.h"'),
    ("widgets/a.cpp", '#include "engines/pg/session.h"'),
    ("panels/table/a.cpp", '#include "panels/console/consoledocument.h"'),
    ("panels/table/a.cpp", '#include "shell/window.h"'),
    ("shell/a.cpp", '#include "jobs/connection.h"'),
    ("shell/a.cpp", "QCoreApplication::processEvents();"),
    ("shell/a.cpp", "QEventLoop loop;"),
    ("panels/table/a.cpp", "dialog.exec();"),
    ("panels/table/a.cpp", "process.waitForFinished();"),
    ("widgets/a.cpp", 'QMessageBox::question(this, "a", "b");'),
    ("widgets/a.cpp", "QThread::msleep(10);"),
    ("panels/table/a.cpp", "button->setToolTip(name);"),
    ("shell/a.cpp", "statusBar()->showMessage(text);"),
    ("shell/a.cpp", "QDesktopServices::openUrl(url);"),
    ("app/a.cpp", '#include "../base/result.h"'),
]
ALLOWED = [
    ("engines/pg/peercertificate.cpp", "#include <openssl/ssl.h>"),
    ("engines/pg/a.cpp", "#include <libpq-fe.h>"),
    ("engines/pg/a.cpp", '#include "engines/pg/session.h"'),
    ("jobs/a.cpp", '#include "engines/pg/session.h"'),
    ("panels/table/a.cpp", '#include "shell/guest.h"'),
    ("app/main.cpp", "return application.exec();"),
    ("engines/pg/a.cpp", "process.waitForFinished();"),
    ("shell/a.cpp", "// never processEvents here"),
    ("widgets/plain.cpp", "widget->setToolTip(escaped);"),
]

check = pathlib.Path(__file__).with_name("check_layers.py")


def is_reported(name, line):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, name)
        file.parent.mkdir(parents=True)
        file.write_text(line + "\n", encoding="utf-8")
        return subprocess.run([sys.executable, check, folder], capture_output=True, check=False).returncode != 0


wrong = [f"not reported: {name}: {line}" for name, line in FORBIDDEN if not is_reported(name, line)]
wrong += [f"reported though allowed: {name}: {line}" for name, line in ALLOWED if is_reported(name, line)]
print("\n".join(wrong) or f"{len(FORBIDDEN)} forbidden lines reported, {len(ALLOWED)} allowed")
sys.exit(bool(wrong))
