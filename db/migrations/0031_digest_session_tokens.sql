-- From here on a session is stored under the digest of its token. Those that are open stay open.
update auth_session set token = encode(sha256(convert_to(token, 'UTF8')), 'hex');
