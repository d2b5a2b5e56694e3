// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/languages.h"

#include <QtTest>

using namespace oriel::project;

class TestLanguages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ofAFile_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("id");
        const auto row = [](const char *path, const char *text, const char *id) {
            QTest::addRow("%s|%s", path, text) << QByteArray(path) << QByteArray(text) << QByteArray(id);
        };
        row("src/app.py", "", "python");
        row("SRC/APP.PY", "", "python");
        row("app.wsgi", "", "python");
        row("db/schema.sql", "", "sql");
        row(".psqlrc", "", "sql");
        row("templates/index.html", "<p>hello</p>", "html");
        row("templates/index.html", "{% extends \"base.html\" %}", "jinja");
        row("templates/mail.txt.j2", "", "jinja");
        row("style.scss", "", "css");
        row("index.mjs", "", "javascript");
        row("App.tsx", "", "typescript");
        row("data.json", "", "json");
        row("docker-compose.yml", "", "yaml");
        row("pyproject.toml", "", "toml");
        row("README.md", "", "markdown");
        row("README", "", "markdown");
        row("run.sh", "", "shell");
        row("home/.bashrc", "", "shell");
        row("main.c", "", "c");
        row("main.h", "", "cpp");
        row("Dockerfile", "", "dockerfile");
        row("Dockerfile.dev", "", "dockerfile");
        row("setup.cfg", "", "ini");
        row(".env", "", "env");
        row(".env.production", "", "env");
        row("prod.env", "", "env");
        row(".flaskenv", "", "env");
        row("GNUmakefile", "", "makefile");
        row("rules.mk", "", "makefile");
        row("CMakeLists.txt", "", "cmake");
        row("notes.txt", "", "text");
        row("pom.xml", "", "xml");
        row("A.java", "", "java");
        row("oriel.desktop.in", "", "ini");
        row(".env.example", "", "env");
        row("config.py.example", "", "python");
        row("run", "#!/usr/bin/env python3.11\n", "python");
        row("run", "#!/usr/bin/env -S LANG=C bash -e\n", "shell");
        row("run", "#! /bin/sh\n", "shell");
        row("run", "#!/usr/bin/nodejs", "javascript");
        row("run", "#!", "text");
        row("run", "#!/usr/bin/unheard", "text");
        row("page", "<!DOCTYPE html>\n<p>{{ name }}", "jinja");
        row("feed", "<?xml version='1.0'?>", "xml");
        row("notes.txt", "# vim: set ft=python ts=4:\n", "python");
        row("notes.txt", "1\n2\n3\n4\n5\n6\n7\n8\n/* vim: syntax=sql */\n", "sql");
        row("notes.txt", "1\n2\n3\n4\n5\n# vim: ft=python\n6\n7\n8\n9\n10\n11\n", "text");
        row("notes.h", "/* -*- mode: C; tab-width: 8 -*- */", "c");
        row("notes.h", "// -*- C++ -*-", "cpp");
        row("notes.txt", "an oven: ft=python", "text"); // no modeline
        row("", "", "text");
        row("folder/", "", "text");
        row("weird.", "", "text");
    }
    void ofAFile()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, text);
        QTEST(QByteArray(factsOf(languageOf(path, text)).id), "id");
    }

    void everyOneIsNamedOnce()
    {
        QSet<QByteArray> names;
        const QList<Language> all = allLanguages();
        QCOMPARE(all.first(), Language::Text);
        for (const Language language : all) {
            const LanguageFacts &facts = factsOf(language);
            QVERIFY(!names.contains(facts.name));
            names.insert(facts.name);
            QCOMPARE(languageWithId(facts.id), language);
            QCOMPARE(bool(*facts.open), bool(*facts.close));
        }
        QVERIFY(!languageWithId("unheard"));
        QVERIFY(!languageWithId(""));
    }

    void commentsLookTheirOwnWay()
    {
        QCOMPARE(factsOf(Language::Python).lineComment, "#");
        QCOMPARE(factsOf(Language::Sql).lineComment, "--");
        QCOMPARE(factsOf(Language::Css).open, "/*");
        QCOMPARE(factsOf(Language::Html).close, "-->");
        QCOMPARE(factsOf(Language::Jinja).open, "{#");
        QCOMPARE(*factsOf(Language::Css).lineComment, '\0');
    }
};

QTEST_GUILESS_MAIN(TestLanguages)
#include "tst_languages.moc"
