# A stand-in for the official Neo4j image, for tests where no image registry can be reached: the
# same server from the same jars, its entrypoint in the same place, no more of it than
# docker-compose.yml uses. Not for anything else.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
RUN groupadd --system --gid 7474 neo4j && useradd --system --uid 7474 --gid neo4j neo4j
COPY java /opt/java
COPY lib /var/lib/neo4j/lib
COPY neo4j.sh /startup/docker-entrypoint.sh
RUN cd /var/lib/neo4j && mkdir conf logs run import plugins licenses /data && chown neo4j:neo4j . * /data
ARG SERVER_CLASS
ENV NEO4J_HOME=/var/lib/neo4j JAVA_HOME=/opt/java SERVER_CLASS=${SERVER_CLASS}
WORKDIR /var/lib/neo4j
VOLUME /data
EXPOSE 7474 7687
ENTRYPOINT ["tini", "-g", "--", "/startup/docker-entrypoint.sh"]
CMD ["neo4j"]
