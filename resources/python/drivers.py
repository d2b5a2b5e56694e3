# SPDX-License-Identifier: GPL-3.0-or-later
"""Connects with one driver as an application would. Standard input: {"driver": NAME, "url": URL, "limit": SECONDS}; the last line
of standard output: {"installed", "version", "libpq", "connects", "encrypted", "message", "ms"}. Writes nothing, imports nothing
but the driver."""
import inspect
import json
import ssl
import sys
import time
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit


def libpq_name(number):
    return f"{number // 10000}.{number % 10000}" if number >= 100000 else str(number)


def libpq_limit(url, limit):
    return {} if "connect_timeout=" in url else {"connect_timeout": limit}


def try_psycopg2(driver, url, limit):
    connection = driver.connect(url, **libpq_limit(url, limit))
    return connection, connection.info.ssl_in_use


def try_psycopg(driver, url, limit):
    connection = driver.connect(url, **libpq_limit(url, limit))
    return connection, connection.pgconn.ssl_in_use


def try_asyncpg(driver, url, limit):
    import asyncio

    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    own = {key: value for key, value in query if key == "ssl"}  # SQLAlchemy hands it on as a keyword
    if own:
        url = urlunsplit(parts._replace(query=urlencode([pair for pair in query if pair[0] != "ssl"])))

    async def connect():
        connection = await driver.connect(url, timeout=limit, **own)
        encrypted = connection._transport.get_extra_info("ssl_object") is not None
        connection.terminate()
        return encrypted

    return None, asyncio.run(connect())


def tls_context(mode, root):
    """pg8000 knows no sslmode: what an application has to write instead."""
    if mode in ("disable", "allow"):
        return None
    context = ssl.create_default_context(cafile=root)
    context.check_hostname = mode == "verify-full"
    if mode != "verify-full" and mode != "verify-ca" and not (mode == "require" and root):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def try_pg8000(driver, url, limit):
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    given = {
        "user": unquote(parts.username or query.get("user", "")),
        "password": unquote(parts.password or "") or query.get("password"),
        "host": unquote(parts.hostname or "") or query.get("host", "localhost"),
        "port": parts.port or int(query.get("port", 5432)),
        "database": unquote(parts.path[1:]) or query.get("dbname"),
    }
    mode = query.get("sslmode", "prefer")
    context = tls_context(mode, query.get("sslrootcert"))
    if "ssl_context" in inspect.signature(driver.connect).parameters:
        tls = {"ssl_context": context}
    elif mode.startswith("verify"):
        raise RuntimeError("this pg8000 cannot verify a certificate: 1.15 and newer take an ssl_context")
    else:
        tls = {"ssl": context is not None}
    return driver.connect(**given, timeout=limit, **tls), context is not None


def version_of(driver, name):
    version = getattr(driver, "__version__", "")
    if not version:
        from importlib import metadata
        version = metadata.version(name)
    return str(version).split()[0]


def word_of(name, url, limit):
    try:
        driver = __import__(name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == name:
            return {"installed": False}
        return {"installed": True, "message": f"import {name}: {error}"}
    except Exception as error:
        return {"installed": True, "message": f"import {name}: {error}"}
    word = {"installed": True, "version": version_of(sys.modules[name], name)}
    if name == "psycopg2":
        word["libpq"] = libpq_name(driver.extensions.libpq_version())  # the one loaded, not the one it was built with
    elif name == "psycopg":
        word["libpq"] = libpq_name(driver.pq.version())
    start = time.perf_counter()
    try:
        connection, encrypted = globals()["try_" + name](driver, url, limit)
        word.update(connects=True, encrypted=bool(encrypted))
    except Exception as error:
        connection = None
        word.update(connects=False, message=f"{type(error).__module__}.{type(error).__name__}: {error}".strip())
    word["ms"] = (time.perf_counter() - start) * 1000
    if connection is not None:
        connection.close()
    return word


request = json.load(sys.stdin)
scheme, separator, rest = request["url"].partition("://")
if separator:  # SQLAlchemy's postgresql+driver://
    request["url"] = scheme.partition("+")[0] + separator + rest
print(json.dumps(word_of(request["driver"], request["url"], request["limit"])))
