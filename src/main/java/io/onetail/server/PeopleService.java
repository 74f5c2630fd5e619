package io.onetail.server;

import io.onetail.access.RecentPeople;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Holds the people who have used this server recently. */
@ApplicationScoped
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class PeopleService {
    private final RecentPeople people = new RecentPeople(Clock.systemUTC());

    /** The people. */
    public RecentPeople people() {
        return people;
    }
}
