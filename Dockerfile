# The service alone: no Java and no private Neo4j, so NEO4J_URI must name a database.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS built
WORKDIR /build
RUN python3 -m venv /opt/tongbu
# Apart from the sources, so that a changed source does not install everything again.
COPY pyproject.toml constraints.txt ./
RUN python3 -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; print(*p['dependencies'], *(one for extra in ('pdf', 'openid') for one in p['optional-dependencies'][extra]), sep='\n')" > wanted.txt \
 && /opt/tongbu/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt -r wanted.txt
COPY . .
RUN /opt/tongbu/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt --no-deps . \
 && /opt/tongbu/bin/pip uninstall --quiet --yes pip

FROM ${PYTHON_IMAGE}
COPY --from=built /opt/tongbu /opt/tongbu
# In a container every caller comes from outside; the gate asks for a token on this address.
ENV PATH=/opt/tongbu/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    TONGBU_HOST=0.0.0.0
# A number, so that a cluster can see that it is not root. Nothing is written but to /tmp.
USER 10001:10001
WORKDIR /tmp
EXPOSE 8020
STOPSIGNAL SIGTERM
# Once at the beginning the Cixi dataset is loaded: only then somebody listens.
HEALTHCHECK --interval=5s --timeout=4s --start-period=300s --retries=3 \
  CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8020/health', timeout=3)"]
ENTRYPOINT ["tongbu"]
CMD ["up"]
